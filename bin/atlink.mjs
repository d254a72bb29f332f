#!/usr/bin/env node
import { existsSync } from 'node:fs';

// In a clone the sources may be newer than the build, or nothing may be installed yet; a published package has no
// scripts folder and is ready as it is.
const ready = new URL('../scripts/ready.mjs', import.meta.url);
if (existsSync(ready)) (await import(ready.href)).ensureReady();
await import('../dist/src/cli/main.js');
