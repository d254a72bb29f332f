/** A command whose only visible effect is that its read form gives back what was set. */
export interface PlainCommand {
  readonly name: string;
  /** What the read form says before anything was set; left out: nothing but `OK`. */
  readonly initial?: string;
  /** It is written to the flash with the other settings. */
  readonly stored: boolean;
}

/** nRF91 AT Commands Reference Guide, in the order of its chapters. */
export const plainCommands: readonly PlainCommand[] = [
  { name: '%XPOFWARN', stored: false },
  { name: '%XVBATLVL', stored: false },
  { name: '%XVBATLOWLVL', initial: '3300', stored: true },
  { name: '%XTEMPHIGHLVL', initial: '75', stored: true },
  { name: '%XMAGPIO', stored: true },
  { name: '%XCOEX0', stored: true },
  { name: '%REL14FEAT', initial: '1,1,1,1,0', stored: true },
  { name: '%XDATAPRFL', initial: '2', stored: true },
  { name: '%PERIODICSEARCHCONF', stored: true },
  { name: '%REDMOB', initial: '0', stored: true },
  { name: '%XEPCO', initial: '1', stored: true },
  { name: '%XMODEMTRACE', stored: true },
  { name: '%XT3412', stored: false },
  { name: '%XRAI', stored: false },
  { name: '%RAI', stored: false },
  { name: '+CEPPI', stored: false },
  { name: '+CNMI', initial: '0,0,0,0,0', stored: false },
  { name: '+CMGF', initial: '0', stored: false },
  { name: '+CSMS', initial: '0,1,1,0', stored: false },
];
