import { z } from 'zod';

export const HealthSchema = z.object({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' });

export const LivenessSchema = z.object({ status: z.literal('alive') }).meta({ id: 'Liveness' });

const ReplicaSchema = z
  .object({
    state: z.enum(['used', 'lost', 'behind', 'different']).meta({
      description:
        '`used`: reads go there. Otherwise they go to the primary: the replica cannot be reached, shows changes too late, or has other tables.',
    }),
    lagSeconds: z.number().nullable().meta({
      description:
        'For how long the oldest change has been published that the replica does not show; `null`: not known.',
    }),
  })
  .meta({ id: 'Replica', description: 'The read replica of published libraries, where the server has one.' });

export const ReadinessSchema = z
  .object({ status: z.literal('ready'), replica: ReplicaSchema.optional() })
  .meta({ id: 'Readiness' });
