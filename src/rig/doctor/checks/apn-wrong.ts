import type { Check } from '../check.ts';

/** ESM causes 27 and 33 (3GPP TS 24.301, 9.9.4.4), and as drivers and modules word them. */
const words = /missing or unknown apn|unknown apn|service option not subscribed|\bESM cause (27|33)\b/i;

export const apnWrong: Check = {
  code: 'APN_WRONG',
  title: 'wrong APN',
  layer: 'network',
  blocks: true,
  look: ({ network, port, subject }) => {
    if (network?.failure === undefined || !words.test(network.failure)) return undefined;
    const apn = network.apn === undefined || network.apn === '' ? 'no APN is given' : `the APN is "${network.apn}"`;
    const command = port === undefined ? `atlink set ${subject} apn=NAME` : `atlink up ${port.path} --option apn=NAME`;
    return {
      reason: `${apn}, and the network does not know it for this SIM: ${network.failure}`,
      mend: `${command}   (in atlink.yaml it is one of the options; the operator knows the name)`,
    };
  },
};
