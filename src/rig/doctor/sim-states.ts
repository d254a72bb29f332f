/** States of `+CPIN` in which a PIN is wanted; PIN2 locks nothing that data need (3GPP TS 27.007, 8.3). */
export const isPinState = (state: string | undefined): boolean => state === 'SIM PIN';

export const isPukState = (state: string | undefined): boolean => state === 'SIM PUK';
