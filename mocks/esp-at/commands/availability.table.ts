/** Where a command exists. A command that is not named exists everywhere. */
export interface Availability {
  /** In NONOS AT; default true. */
  readonly nonos?: boolean;
  /** From this version of ESP-AT on, 202 for 2.2; default: from the first. */
  readonly since?: number;
}

const espAtSince = (since: number): Availability => ({ nonos: false, since });
const nonosOnly: Availability = { since: Number.POSITIVE_INFINITY };

/** Source: ESP-AT user guides of each release, ESP8266 (NONOS) AT instruction set 3.0. */
export const availability: Readonly<Record<string, Availability>> = {
  '+CMD': espAtSince(202),
  '+SYSSTORE': espAtSince(201),
  '+SYSLOG': espAtSince(201),
  '+SYSMSG': espAtSince(100),
  '+SYSMSG_CUR': nonosOnly,
  '+SYSMSG_DEF': nonosOnly,
  '+SYSMSGFILTER': espAtSince(301),
  '+CWINIT': espAtSince(301),
  '+TRANSINTVL': espAtSince(301),
  '+CIUPDATE': { since: 100 },
  '+CWSTATE': espAtSince(202),
  '+CWRECONNCFG': espAtSince(202),
  '+CWCONFIG': espAtSince(401),
  '+CWSTAPROTO': espAtSince(100),
  '+CWAPPROTO': espAtSince(100),
  '+CWCOUNTRY': espAtSince(100),
  '+CWCOUNTRY_CUR': nonosOnly,
  '+CWCOUNTRY_DEF': nonosOnly,
  '+CIPV6': espAtSince(202),
  '+CIPRECVMODE': { since: 200 },
  '+CIPRECVDATA': { since: 200 },
  '+CIPRECVLEN': { since: 200 },
  '+CIPRECVTYPE': espAtSince(303),
  '+CIPSTARTEX': espAtSince(100),
  '+CIPSTATE': espAtSince(202),
  '+CIPTCPOPT': espAtSince(201),
  '+CIPSENDL': espAtSince(203),
  '+CIPSENDLCFG': espAtSince(203),
  '+CIPSSLCCONF': espAtSince(200),
  '+CIPSSLCSNI': espAtSince(200),
  '+CIPSSLCCN': espAtSince(200),
  '+CIPSSLCALPN': espAtSince(200),
  '+SYSMFG': espAtSince(301),
  '+CIPSSLSIZE': nonosOnly,
  '+CIPSNTPINTV': espAtSince(203),
  '+CIPRECONNINTV': espAtSince(200),
};
