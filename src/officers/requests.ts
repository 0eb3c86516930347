import { AppError } from '../errors.ts';
import type { StoredRequest, Tx } from '../storage/store.ts';

/**
 * Notes a request or what becomes of it, once: a second yes to the same draft changes nothing. Throws AppError for a
 * step that cannot be (calling off what never was).
 */
export async function noteRequest(
  tx: Tx,
  request: Omit<StoredRequest, 'id' | 'by' | 'at'>,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  const known = await tx.reports.findRequest(request.code);
  if (known?.status === request.status) return;
  if (request.status === 'active' && known?.status === 'cancelled')
    throw new AppError('request', `yêu cầu ${request.code} đã hủy; lập yêu cầu mới`);
  if (request.status === 'cancelled' && known === undefined)
    throw new AppError('request', `không có yêu cầu ${request.code}`);
  await tx.reports.noteRequest({ ...request, by, at: now });
  await tx.audit.add({
    at: now,
    actor: by,
    action: `request.${request.status}`,
    subject: request.code,
    details: { name: request.name, dueOn: request.dueOn, kinds: request.kinds, units: request.units.length },
  });
}
