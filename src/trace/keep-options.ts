/** What is to be kept of what goes over the line. */
export interface KeepOptions {
  /** Private values as they are. */
  readonly unredacted?: boolean;
  /** Payload too, and not its length alone. */
  readonly payload?: boolean;
}
