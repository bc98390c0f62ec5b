import { z } from 'zod';
import { choiceParameter, frameParameter, integerParameter, textParameter } from '../shared/parameters.js';

export const ThumbnailQuerySchema = z.object({
  edge: integerParameter('edge', 32, 2048, {
    description: 'Longest side in pixels; rounded up to 32, 320, 640, 1280 or 2048. Default 320.',
    example: 640,
  }).default(320),
  format: choiceParameter('format', ['webp', 'avif'], 'Overrides `Accept`.').optional(),
  frame: frameParameter.optional(),
  v: textParameter('v', 200, {
    description: 'Content hash of the photo, from its link.',
    example: '9f86d081884c7d65',
  }).optional(),
});

export const PreviewQuerySchema = z.object({
  v: textParameter('v', 200, {
    description: 'Content hash of the photo, from its link.',
    example: '9f86d081884c7d65',
  }).optional(),
});
