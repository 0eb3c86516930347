import type { Province, Units } from '../reporting/units.ts';
import { OFFICER_ROLES, type OfficerRole } from './linking.ts';

/** One row of the list of people: unit, name, e-mail, role. */
export interface BulkPerson {
  readonly row: number;
  readonly unit: string;
  readonly name: string | undefined;
  readonly email: string;
  readonly role: OfficerRole;
}

export interface BulkList {
  readonly people: readonly BulkPerson[];
  /** Rows that cannot be used, each with its number and reason; nothing is imported while there are any. */
  readonly problems: readonly string[];
  /** Rows that say what another row said. */
  readonly repeated: readonly string[];
}

const ROLE_WORDS: Readonly<Record<string, OfficerRole>> = {
  '': 'officer',
  'cán bộ': 'officer',
  'đầu mối': 'officer',
  'cán bộ đầu mối': 'officer',
  'lãnh đạo': 'leader',
  'sở chủ trì': 'department',
  'quản trị': 'administrator',
  'chuyên viên': 'staff',
};
const EMAIL = /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,}$/;

/** Reads rows whose first names the columns: đơn vị, họ tên, email, vai trò (in any order, more are ignored). */
export function readBulkList(
  rows: readonly (readonly unknown[])[],
  units: Units,
  province: Province,
  today: string,
): BulkList {
  const problems: string[] = [];
  const repeated: string[] = [];
  const people: BulkPerson[] = [];
  const header = (rows[0] ?? []).map((cell) => clean(cell).toLowerCase());
  const column = (...names: string[]) => header.findIndex((name) => names.some((one) => name.includes(one)));
  const at = {
    unit: column('đơn vị', 'unit'),
    name: column('họ tên', 'họ và tên', 'tên cán bộ', 'name'),
    email: column('email', 'e-mail', 'thư điện tử'),
    role: column('vai trò', 'role'),
  };
  if (at.unit < 0 || at.email < 0)
    return { people, repeated, problems: ['dòng 1: cần có cột “đơn vị” và cột “email”'] };
  const seen = new Map<string, number>();
  for (const [index, cells] of rows.entries()) {
    const row = index + 1;
    if (index === 0 || cells.every((cell) => clean(cell) === '')) continue;
    const unitName = clean(cells[at.unit]);
    const email = clean(cells[at.email]).toLowerCase();
    const roleText = at.role < 0 ? '' : clean(cells[at.role]).toLowerCase();
    const role = ROLE_WORDS[roleText] ?? OFFICER_ROLES.find((one) => one === roleText);
    const [unit, other] = units.find(unitName)
      ? [units.find(unitName), undefined]
      : units.search(unitName, { province, exact: true }).filter((one) => units.existsOn(one, today));
    if (unit === undefined) {
      const ended = units.search(unitName, { province, exact: true })[0];
      const heir = ended && units.heirOn(ended.id, today);
      problems.push(
        ended === undefined
          ? `dòng ${row}: không tìm thấy đơn vị “${unitName}”`
          : `dòng ${row}: “${unitName}” đã kết thúc${heir === undefined ? '' : `; nay là ${heir.name}`}`,
      );
      continue;
    }
    if (other !== undefined && other.name.toLowerCase() === unit.name.toLowerCase())
      problems.push(`dòng ${row}: có hai đơn vị tên “${unitName}”; ghi mã ${unit.id} hoặc ${other.id}`);
    if (email === '' || !EMAIL.test(email)) problems.push(`dòng ${row}: địa chỉ thư “${email}” không đúng`);
    if (role === undefined)
      problems.push(
        `dòng ${row}: không hiểu vai trò “${roleText}”; dùng cán bộ đầu mối, lãnh đạo, sở chủ trì, quản trị hoặc chuyên viên`,
      );
    if (email === '' || !EMAIL.test(email) || role === undefined) continue;
    const key = `${unit.id}|${email}|${role}`;
    const before = seen.get(key);
    if (before !== undefined) {
      repeated.push(`dòng ${row}: trùng dòng ${before}, bỏ qua`);
      continue;
    }
    seen.set(key, row);
    people.push({
      row,
      unit: unit.id,
      name: at.name < 0 ? undefined : clean(cells[at.name]) || undefined,
      email,
      role,
    });
  }
  return { people, problems, repeated };
}

const clean = (cell: unknown): string =>
  cell === null || cell === undefined ? '' : String(cell).normalize('NFC').replace(/\s+/g, ' ').trim();
