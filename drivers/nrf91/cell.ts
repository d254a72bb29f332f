import { emmCauses, type RegistrationPolicy, type RegistrationReport } from '../../src/driver/index.ts';

/** `<stat>` of a SIM that failed; Nordic's own. */
export const simFailureStat = 90;

const noCell = 0xffffffff;

/** A registration without a cell is none, whatever the number says. */
const hasCell = ({ cell }: RegistrationReport): boolean => cell !== noCell;

function words({ stat, rejectCause, cell }: RegistrationReport): string | undefined {
  if (stat === simFailureStat) return 'SIM failure';
  if (stat === 3 && rejectCause !== undefined) {
    return `registration denied: ${emmCauses.get(rejectCause) ?? 'no known reason'} (${rejectCause})`;
  }
  return (stat === 1 || stat === 5) && cell === noCell ? 'registered, without a cell' : undefined;
}

/**
 * What counts as having a serving cell, as Nordic's own network interface has it: 1 and 5 with a real cell; 2 (a search,
 * also for a better cell) says nothing; everything else is a loss at once. Source: nRF Connect SDK, LTE link control
 * library; nRF91 AT Commands Reference Guide, `+CEREG`.
 */
export const cellPolicy: RegistrationPolicy = {
  carriesData: (report) => (report.stat === 1 || report.stat === 5) && hasCell(report),
  changesNothing: ({ stat }) => stat === 2,
  mayFlicker: () => false,
  words,
};
