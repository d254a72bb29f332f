import type { LogLevel } from '../../base/log.ts';
import type { SimulatedSurroundings } from '../../rig/bring-up/suppliers.ts';
import type { KeyAndValue } from '../parse-values.ts';

/** What `atlink up` was asked for. */
export interface UpOptions {
  /** The configuration to use; `atlink.yaml` of the present folder when nothing else is asked for. */
  readonly config?: string;
  readonly simulate?: string;
  /** Names of the simulated network, and where they lead. */
  readonly host?: SimulatedSurroundings;
  readonly speed: number;
  readonly name: string;
  readonly driver?: string;
  readonly option?: readonly KeyAndValue[];
  readonly optionEnv?: readonly KeyAndValue[];
  readonly optionFile?: readonly KeyAndValue[];
  /** Files with quirks of one's own. */
  readonly quirks?: readonly string[];
  readonly connectTimeout?: number;
  readonly persistent: boolean;
  readonly baud?: number;
  /** Where the board prints its log. */
  readonly logPort?: string;
  readonly wiring?: 'none' | 'esp-auto-reset';
  readonly until?: 'connected';
  readonly timeout?: number;
  readonly json?: boolean;
  readonly logLevel?: LogLevel;
  readonly logFile?: string;
  /** The file that everything on the line is recorded into. */
  readonly trace?: string;
  /** `atlink record` of other terminals may keep private values and payload. */
  readonly allowUnredacted?: boolean;
  readonly verbose?: boolean;
}

/** How much faster than the real thing an embedded simulated module is, unless `--speed` says otherwise. */
export const defaultSpeed = 4;
