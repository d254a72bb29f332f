/** What brought a change about, so that "why is it down" has an answer. */
export interface Cause {
  readonly kind: /** An application's call of the control API. */
    | 'call'
    /** A line the module sent by itself. */
    | 'urc'
    /** The module's answer to a command. */
    | 'answer'
    /** A deadline passed. */
    | 'timer'
    /** The serial line came or went. */
    | 'line'
    /** An automation of the connection manager. */
    | 'automation'
    /** A decision of the connectivity implementation. */
    | 'implementation';
  /** In words or as it stood on the wire, secrets hidden: `+QIURC: "pdpdeact",1`, `disconnect()`. */
  readonly text: string;
}

/** The cause of a change that an application asked for by the named call. */
export const calledBy = (call: string): Cause => ({ kind: 'call', text: `${call}()` });
