/** Why a network refuses a device on LTE: 3GPP TS 24.301, 9.9.3.9 and annex A. Those that a person meets. */
export const emmCauses: ReadonlyMap<number, string> = new Map([
  [2, 'IMSI unknown in HSS'],
  [3, 'illegal UE'],
  [5, 'IMEI not accepted'],
  [6, 'illegal ME'],
  [7, 'EPS services not allowed'],
  [8, 'EPS services and non-EPS services not allowed'],
  [9, 'UE identity cannot be derived by the network'],
  [10, 'implicitly detached'],
  [11, 'PLMN not allowed'],
  [12, 'tracking area not allowed'],
  [13, 'roaming not allowed in this tracking area'],
  [14, 'EPS services not allowed in this PLMN'],
  [15, 'no suitable cells in tracking area'],
  [17, 'network failure'],
  [18, 'CS domain not available'],
  [19, 'ESM failure'],
  [22, 'congestion'],
  [25, 'not authorized for this CSG'],
  [35, 'requested service option not authorized in this PLMN'],
  [42, 'severe network failure'],
]);

/** What can be done about a refusal. */
export type EmmCauseClass =
  /** It may pass: go on searching. */
  | 'wait'
  /** Another network, another technology or another contract is wanted: a person chooses. */
  | 'user'
  /** This SIM or this device is not let in anywhere by its operator. */
  | 'fatal';

const fatalEmmCauses: ReadonlySet<number> = new Set([2, 3, 5, 6, 7, 8]);
const userEmmCauses: ReadonlySet<number> = new Set([11, 14, 25, 35]);

/** By what the device itself does at each cause: 3GPP TS 24.301, 5.5.1.2.5. */
export const emmCauseClass = (cause: number): EmmCauseClass =>
  fatalEmmCauses.has(cause) ? 'fatal' : userEmmCauses.has(cause) ? 'user' : 'wait';

/** Why a network refuses a bearer on LTE: 3GPP TS 24.301, 9.9.4.4 and annex B. Those that a person meets. */
export const esmCauses: ReadonlyMap<number, string> = new Map([
  [8, 'operator determined barring'],
  [26, 'insufficient resources'],
  [27, 'missing or unknown APN'],
  [28, 'unknown PDN type'],
  [29, 'user authentication failed'],
  [30, 'request rejected by the gateway'],
  [31, 'request rejected, unspecified'],
  [32, 'service option not supported'],
  [33, 'requested service option not subscribed'],
  [34, 'service option temporarily out of order'],
  [38, 'network failure'],
  [39, 'reactivation requested'],
  [50, 'PDN type IPv4 only allowed'],
  [51, 'PDN type IPv6 only allowed'],
  [55, 'multiple PDN connections for a given APN not allowed'],
  [66, 'requested APN not supported in this RAT and PLMN'],
]);
