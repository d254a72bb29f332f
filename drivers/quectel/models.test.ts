import { expect, test } from '@jest/globals';
import { otherQuectel, quectelModels } from './models.table.ts';

test.each([
  ['BG95-M3', 'BG95/BG77'],
  ['BG77', 'BG95/BG77'],
  ['BG600L-M3', 'BG95/BG77'],
  ['BG770A-GL', 'BG770A/BG950A'],
  ['BG96', 'BG96'],
  ['EC21', 'EC21/EC25/EG25-G'],
  ['EC25', 'EC21/EC25/EG25-G'],
  ['EG25', 'EC21/EC25/EG25-G'],
  ['EG91', 'EG91/EG95'],
  ['EG95', 'EG91/EG95'],
  ['EC200U', 'EC200U/EG915U/EG912U'],
  ['EG915U', 'EC200U/EG915U/EG912U'],
  ['EG912U', 'EC200U/EG915U/EG912U'],
  ['EC200T', 'EC200S/EC200T/EC200A/EG912Y'],
  ['EG912Y', 'EC200S/EC200T/EC200A/EG912Y'],
  ['EG800Q', 'EG800Q/EG91xQ'],
  ['EG916Q', 'EG800Q/EG91xQ'],
  ['RM520N-GL', 'RG5xx/RM5xx'],
  ['RG500Q', 'RG5xx/RM5xx'],
])('%s is of the family %s', (model, family) => {
  expect((quectelModels.find((entry) => entry.model.test(model)) ?? otherQuectel).family).toBe(family);
});
