import { z } from 'zod';

export const DocumentSchema = z.looseObject({ openapi: z.string() }).meta({ id: 'Document' });
