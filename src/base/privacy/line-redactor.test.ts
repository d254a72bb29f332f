import { describe, expect, test } from '@jest/globals';
import { LineRedactor } from './line-redactor.ts';

/** Shows a conversation: `>` to the module, `<` from it. */
function shown(...lines: readonly string[]): string[] {
  const redactor = new LineRedactor();
  return lines.map((line) => redactor.redact(line.startsWith('>') ? 'out' : 'in', line.slice(2)).text);
}

describe('what is private in a line', () => {
  test.each([
    ['> AT+CPIN=1234', 'AT+CPIN=0001'],
    ['> AT+CPIN="1234"', 'AT+CPIN="0001"'],
    ['> at+cpin=1234', 'at+cpin=0001'],
    ['> ATE0+CMEE=1;+CPIN=1234;&D0', 'ATE0+CMEE=1;+CPIN=0001;&D0'],
    ['> AT+CLCK="SC",1,"1234"', 'AT+CLCK="SC",1,"0001"'],
    ['> AT+CGAUTH=1,1,"anna","geheim1"', 'AT+CGAUTH=1,1,"xxx1","xxxxxx2"'],
    ['> AT+QICSGP=1,1,"internet","anna","geheim1",1', 'AT+QICSGP=1,1,"internet","xxx1","xxxxxx2",1'],
    ['< +QICSGP: 1,"internet","anna","geheim1",1', '+QICSGP: 1,"internet","xxx1","xxxxxx2",1'],
    ['> AT+CWJAP="lab, left","se\\"cret,99"', 'AT+CWJAP="lab, left","xxxxxxxxxx1"'],
    ['< +CWJAP:"lab","02:11:22:33:44:55",6,-40', '+CWJAP:"lab","00:00:00:00:00:01",6,-40'],
    ['< +CIFSR:STAMAC,"7c:df:a1:00:11:22"', '+CIFSR:STAMAC,"00:00:00:00:00:01"'],
    ['< +QCCID: 89490200001234567890', '+QCCID: 00000000000000000001'],
    ['< %XICCID: 8901234567012345678F', '%XICCID: 0000000000000000001F'],
    ['< +CGSN: "352656106647673"', '+CGSN: "000000000000001"'],
    ['< +CNUM: ,"+491701234567",145', '+CNUM: ,"+000000000001",145'],
    ['> AT+CMGS="+491701234567"', 'AT+CMGS="+000000000001"'],
    ['> ATD+491701234567;', 'ATD+000000000001;'],
    ['> ATD*99#', 'ATD*99#'],
    ['< +QGPSLOC: 061951.00,3150.7223N,11711.9293E,0.7', '+QGPSLOC: 000000.01,xxxxxxxxx2,xxxxxxxxxx3,0.4'],
    [
      '< $GNGGA,092204.999,4250.5589,S,14718.5084,E,1',
      '$GNGGA,'.padEnd('$GNGGA,092204.999,4250.5589,S,14718.5084,E,1'.length - 1, 'x') + 1,
    ],
    ['< %CMNG: 16842753,0,"2C43952EE9E000FF2ACC4E2ED0897C0A"', '%CMNG: 16842753,0,"2C43952EE9E000FF2ACC4E2ED0897C0A"'],
    ['> AT#XSEND=0,0,0,"hello"', 'AT#XSEND=0,0,0,"xxxx1"'],
    ['> AT#XSENDTO="example.com",7,"hello"', 'AT#XSENDTO="example.com",7,"xxxx1"'],
    // Nothing private in these.
    ['> AT+CPIN?', 'AT+CPIN?'],
    ['< +CPIN: SIM PIN', '+CPIN: SIM PIN'],
    ['> AT+CGDCONT=1,"IP","internet"', 'AT+CGDCONT=1,"IP","internet"'],
    ['< +CEREG: 1,"80D4","14BCB0C",8', '+CEREG: 1,"80D4","14BCB0C",8'],
    ['< +QIACT: 1,1,1,"10.156.184.109"', '+QIACT: 1,1,1,"10.156.184.109"'],
  ])('%s', (line, expected) => {
    expect(shown(line)).toEqual([expected]);
  });

  test('a bare number is known by what was asked', () => {
    expect(shown('> AT+CIMI', '< 26201', '< OK', '> AT+GMR', '< 26201')).toEqual([
      'AT+CIMI',
      '00001',
      'OK',
      'AT+GMR',
      '26201',
    ]);
  });

  test('the text of a message and a key that is shown are hidden with their lines', () => {
    expect(shown('< +CMT: "+49170","","24/01/01"', '< meet me at 8', '< RING')).toEqual([
      '+CMT: "+00001","","00/00/02"',
      'xxxxxxxxxxx3',
      'RING',
    ]);
    const key = shown('< -----BEGIN KEY-----', '< c2VjcmV0', '< -----END KEY-----', '< OK');
    expect(key[1]).not.toContain('c2Vj');
    expect(key[3]).toBe('OK');
  });

  test('the same value has the same pseudonym wherever it comes again, and what is known beforehand is hidden', () => {
    const lines = shown('> AT+CWJAP="lab","secret99"', '< AT+CWJAP="lab","secret99"', '< wrong: secret99!');
    expect(lines).toEqual(['AT+CWJAP="lab","xxxxxxx1"', 'AT+CWJAP="lab","xxxxxxx1"', 'wrong: xxxxxxx1!']);
    const redactor = new LineRedactor();
    redactor.learn(['hunter22']);
    expect(redactor.redact('in', 'x hunter22 y').text).toBe('x xxxxxxx1 y');
  });

  test('a line to the module that is no command is hidden whole', () => {
    expect(shown('> hello')).toEqual(['xxxx1']);
  });

  test('lengths are kept, and the spans say where', () => {
    const redactor = new LineRedactor();
    const line = 'AT+QICSGP=1,1,"internet","anna","geheim1",1';
    const { hidden, text } = redactor.redact('out', line);
    expect(text).toHaveLength(line.length);
    expect(hidden.map(([start, length]) => line.slice(start, start + length))).toEqual(['anna', 'geheim1']);
  });
});
