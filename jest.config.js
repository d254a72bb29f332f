/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // No test is about wall-clock time; this only ends one that hangs, on a machine that may be slow.
  testTimeout: 120_000,
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1500MB',
  testMatch: ['<rootDir>/{src,drivers,boards,mocks,hw-tests,scripts}/**/*.test.{ts,tsx}'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
};
