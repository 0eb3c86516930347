import { z } from 'zod';

export const TerminalLine = z.object({
  id: z.string().min(1),
  recipient: z.string().min(1),
  text: z.string(),
  at: z.iso.datetime(),
});
