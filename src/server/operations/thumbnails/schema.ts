import { z } from 'zod';
import { choiceParameter, integerParameter, textParameter } from '../shared/parameters.js';

export const ThumbnailQuerySchema = z.object({
  edge: integerParameter('edge', 32, 2048, {
    description: 'Longest side in pixels; rounded up to 32, 320, 640, 1280 or 2048. Default 320.',
    example: 640,
  }).default(320),
  format: choiceParameter('format', ['webp', 'avif'], 'Overrides `Accept`.').optional(),
  v: textParameter('v', 200, {
    description: 'Version token, from the link of a photo.',
    example: '1sa-lq3k-8c-64',
  }).optional(),
});
