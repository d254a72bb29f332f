/** What a refusal means here, and what to do about it. */
export interface NordicError {
  readonly text: string;
  readonly hint: string;
  /** Nothing but another option can help. */
  readonly wantsOptions?: true;
}

/**
 * Numbers of `+CME ERROR` that are Nordic's own; other makers give the same ones other meanings. Source: nRF91 AT
 * Commands Reference Guide, mobile termination errors.
 */
export const nordicErrors: ReadonlyMap<number, NordicError> = new Map<number, NordicError>([
  [513, { text: 'not found', hint: 'There is no such credential: list them first.' }],
  [514, { text: 'no access', hint: 'Keys and pre-shared keys cannot be read back: delete and write them anew.' }],
  [515, { text: 'memory full', hint: 'Delete credentials that are not used any more.' }],
  [516, { text: 'radio connection is active', hint: 'Try again when the module is idle.' }],
  [518, { text: 'not allowed in active state', hint: 'It needs the modem off: AT+CFUN=4 or AT+CFUN=0 first.' }],
  [519, { text: 'already exists', hint: 'Delete the credential first.' }],
  [520, { text: 'refused by the modem', hint: 'The content does not fit its type, or is protected.' }],
  [521, { text: 'network search interrupted', hint: 'Search again while the module is not connecting.' }],
  [
    522,
    {
      text: 'invalid band or mode configuration',
      hint: 'Check the options bandLock and systemMode.',
      wantsOptions: true,
    },
  ],
  [523, { text: 'key generation failed', hint: 'Try again with the modem off.' }],
  [527, { text: 'invalid content', hint: 'Check that the content is the PEM or key that its type says.' }],
  [
    528,
    { text: 'blocked by the power-off warning', hint: 'The supply voltage is too low: charge or supply the board.' },
  ],
]);
