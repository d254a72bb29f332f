import type { Check } from '../check.ts';

const mends: Readonly<Record<number, string>> = {
  2: 'ask the operator whether the SIM is activated',
  3: 'ask the operator whether the SIM is activated',
  5: 'ask the operator whether this device (IMEI) is let in',
  6: 'ask the operator whether this device (IMEI) is let in',
  7: 'ask the operator for a contract with LTE data',
  8: 'ask the operator for a contract with data',
  11: 'ask the operator which networks the SIM may roam into',
  13: 'ask the operator to allow roaming',
  14: 'ask the operator for LTE data in this network',
  15: 'try another technology (option rat) or another place',
};

export const registrationDenied: Check = {
  code: 'REGISTRATION_DENIED',
  title: 'the network refuses the registration',
  layer: 'radio',
  blocks: true,
  look: ({ radio }) => {
    if (radio?.stat !== 3) return undefined;
    const { rejectCause, rejectText } = radio;
    const cause =
      rejectCause === undefined ? 'it gave no cause' : `cause ${rejectCause}${rejectText ? `, ${rejectText}` : ''}`;
    return {
      reason: `a network is heard and does not let this SIM in: ${cause}`,
      mend:
        mends[rejectCause ?? 0] ??
        'ask the operator with this cause and the IMEI; the cause is of 3GPP TS 24.301, 9.9.3.9',
    };
  },
};
