import type { LogLevel } from '../../base/log.ts';
import type { KeyAndValue } from '../parse-values.ts';

/** What `atlink up` was asked for. */
export interface UpOptions {
  /** The configuration to use; `atlink.yaml` of the present folder when nothing else is asked for. */
  readonly config?: string;
  readonly simulate?: string;
  readonly speed: number;
  readonly name: string;
  readonly driver?: string;
  readonly option?: readonly KeyAndValue[];
  readonly optionEnv?: readonly KeyAndValue[];
  readonly optionFile?: readonly KeyAndValue[];
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
  readonly verbose?: boolean;
}

/** The model that plays the module when there is none. */
export const defaultModel = 'quectel-bg95';

/** How much faster than the real thing an embedded simulated module is, unless `--speed` says otherwise. */
export const defaultSpeed = 4;
