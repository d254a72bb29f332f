/** The servers that a module is run against. */
export const caseNames = ['good', 'expired', 'wrong-name', 'untrusted', 'self-signed'] as const;

export type CaseName = (typeof caseNames)[number];

/** What is special about a server's certificate, for people. */
export const caseTexts: Readonly<Record<CaseName, string>> = {
  good: 'nothing is wrong with it',
  expired: 'it was good until yesterday',
  'wrong-name': 'it is for another name',
  untrusted: 'its authority is one that the module was not given',
  'self-signed': 'it has no authority but itself',
};

/** What became of one connection of the module. */
export type Outcome =
  /** The handshake came about, and what the server said behind it was read. */
  | { readonly kind: 'accepted' }
  /** The server was reached, and the module would not have it. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Neither was to be seen; `cannot`: nor will it be with another server. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly cannot?: boolean };

export interface CaseResult {
  readonly name: CaseName;
  readonly outcome: Outcome;
}
