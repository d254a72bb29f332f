import type { Layer, Observations } from './observations.ts';

/** What a check found: why it thinks so, and what mends it. */
export interface Finding {
  /** What was seen, for a person, with the subject's own values. One sentence without a full stop. */
  readonly reason: string;
  /** A command where there is one, else the deed. */
  readonly mend: string;
}

/** One cause of trouble and how it is recognised. */
export interface Check {
  /** Its name, and that of its page: docs/findings/CODE.md. */
  readonly code: string;
  readonly title: string;
  /** The layer at fault. */
  readonly layer: Layer;
  /** Nothing can be seen of the layers above while this is so. */
  readonly blocks: boolean;
  /** Looks at what was observed; it asks for nothing and changes nothing. It is looked at again as more is known. */
  look(seen: Observations): Finding | undefined;
}

/** A finding with everything that a report shows of it. */
export interface ReportedFinding extends Finding {
  readonly code: string;
  readonly title: string;
  readonly layer: Layer;
  readonly subject: string;
  /** Of the package: `docs/findings/SIM_PIN.md`. */
  readonly page: string;
}

/** Makes a report's entry out of a finding. */
export function reported(check: Check, subject: string, finding: Finding): ReportedFinding {
  const { code, layer, title } = check;
  return { code, title, layer, subject, ...finding, page: `docs/findings/${code}.md` };
}
