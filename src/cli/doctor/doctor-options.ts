import type { KeyAndValue } from '../parse-values.ts';

/** What `atlink doctor` was asked for. */
export interface DoctorOptions {
  readonly config?: string;
  readonly simulate?: string;
  readonly speed: number;
  readonly baud?: number;
  readonly option?: readonly KeyAndValue[];
  readonly optionEnv?: readonly KeyAndValue[];
  readonly optionFile?: readonly KeyAndValue[];
  /** Undefined: where somebody said how to connect. */
  readonly connect?: boolean;
  readonly radioOn?: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}
