import type { Board } from './board.ts';
import { bridges } from './bridges.ts';
import { esp32C3DevkitM } from './esp32-c3-devkitm.ts';
import { esp32C6 } from './esp32-c6.ts';
import { esp32DevkitC } from './esp32-devkitc.ts';
import { esp8266Nodemcu } from './esp8266-nodemcu.ts';
import { nrf91x1Dk } from './nrf91x1-dk.ts';
import { nrf9160Dk } from './nrf9160-dk.ts';
import { quectelBg95 } from './quectel-bg95.ts';
import { quectelBg96 } from './quectel-bg96.ts';
import { quectelEc21 } from './quectel-ec21.ts';
import { quectelEc25 } from './quectel-ec25.ts';
import { quectelEc200s } from './quectel-ec200s.ts';
import { quectelEc200u } from './quectel-ec200u.ts';
import { quectelEg91 } from './quectel-eg91.ts';
import { quectelEg95 } from './quectel-eg95.ts';
import { quectelEg912y } from './quectel-eg912y.ts';
import { quectelEg916q } from './quectel-eg916q.ts';
import { quectelEm05 } from './quectel-em05.ts';
import { quectelEm12 } from './quectel-em12.ts';
import { quectelEm060k } from './quectel-em060k.ts';
import { quectelEm160r } from './quectel-em160r.ts';
import { quectelEp06 } from './quectel-ep06.ts';
import { quectelRm500q } from './quectel-rm500q.ts';
import { quectelRm500u } from './quectel-rm500u.ts';
import { quectelUmtsLteEvb } from './quectel-umts-lte-evb.ts';
import { thingy91 } from './thingy91.ts';
import { thingy91x } from './thingy91x.ts';

/** Every board that is known, in no order that matters. */
export const boards: readonly Board[] = [
  quectelBg95,
  quectelBg96,
  quectelEc21,
  quectelEc25,
  quectelEc200s,
  quectelEc200u,
  quectelEg91,
  quectelEg95,
  quectelEg912y,
  quectelEg916q,
  quectelEm05,
  quectelEm060k,
  quectelEm12,
  quectelEm160r,
  quectelEp06,
  quectelRm500q,
  quectelRm500u,
  quectelUmtsLteEvb,
  nrf9160Dk,
  nrf91x1Dk,
  thingy91,
  thingy91x,
  esp32C3DevkitM,
  esp32C6,
  esp32DevkitC,
  esp8266Nodemcu,
  ...bridges,
];
