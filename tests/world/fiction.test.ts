import { describe, expect, test } from 'vitest';
import { createWorld, nameKey } from '@agency-graph/world';

/** Names of the 63 provinces before July 2025; the 34 of today are among them. */
const REAL_PROVINCES =
  `An Giang, Bà Rịa - Vũng Tàu, Bạc Liêu, Bắc Giang, Bắc Kạn, Bắc Ninh, Bến Tre, Bình Dương, Bình Định,
Bình Phước, Bình Thuận, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Đắk Nông, Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai,
Hà Giang, Hà Nam, Hà Nội, Hà Tĩnh, Hải Dương, Hải Phòng, Hậu Giang, Hòa Bình, Hồ Chí Minh, Hưng Yên, Khánh Hòa, Kiên Giang,
Kon Tum, Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng, Long An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ, Phú Yên,
Quảng Bình, Quảng Nam, Quảng Ngãi, Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái Nguyên, Thanh Hóa,
Thừa Thiên Huế, Huế, Tiền Giang, Trà Vinh, Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái`
    .split(/,\s+/u)
    .map(nameKey);

const MARKERS = /(?:Mẫu|Phỏng|Giả|Thử|Ảo)/u;

describe('plausible in shape, impossible in fact', () => {
  const world = createWorld('small');
  const canary = (text: string | null): boolean => text?.startsWith('CANARY-') === true;

  test('no province has a real name', () => {
    const names = [...world.adminUnits()]
      .filter(({ type }) => type === 'PROVINCE' || type === 'CENTRAL_CITY')
      .map(({ name }) => nameKey(name.replace(/^(Tỉnh|Thành phố) /u, '')));
    expect(names).toHaveLength(34);
    expect(new Set(names).size).toBe(34);
    for (const name of names) expect(REAL_PROVINCES).not.toContain(name);
  });

  test('every clean name carries a marker middle name', () => {
    const clean = new Map(
      [...world.truth('members')].filter(({ field }) => field === 'fullName').map((d) => [d.recordId, d.cleanValue]),
    );
    for (const { id, fullName } of world.members()) expect(clean.get(id) ?? fullName).toMatch(MARKERS);
  });

  test('no phone, identity, card or mail value has a format in use', () => {
    for (const member of world.members()) {
      if (canary(member.phone)) continue;
      expect(member.phone).toMatch(/^0000\d{6}$/u);
      if (member.nationalId !== null) expect(member.nationalId).toMatch(/^9(0[1-9]|[12]\d|3[0-4])(\d{9}|\d{6})$/u);
      expect(member.cardNumber).toMatch(/^G\d\d\.\d{6}$/u);
      expect(member.profileNumber).toMatch(/^G\d\d-LL-\d{6}$/u);
      for (const { number } of member.badges) expect(number).toMatch(/^G\d\d \d{6} [A-Z]$/u);
    }
    for (const { submitterContact } of world.feedback()) {
      expect(submitterContact).toMatch(/^(0000\d{6}|[\w-]+@g07\.dang\.example|CANARY-.+)$/u);
    }
  });

  test('clean identity numbers and cards are unique', () => {
    const dirty = new Set([...world.truth('members')].map(({ recordId }) => recordId));
    const clean = [...world.members()].filter(({ id }) => !dirty.has(id));
    expect(new Set(clean.map(({ nationalId }) => nationalId)).size).toBe(clean.length);
    expect(new Set(clean.map(({ cardNumber }) => cardNumber)).size).toBe(clean.length);
  });

  test('identity numbers stay unique beyond a million members', () => {
    const full = createWorld('full');
    const numbers = [0, 999_980, 1_999_980, 2_999_980, 3_999_980].flatMap((from) =>
      [...full.members(from, from + 40)].map(({ nationalId }) => nationalId).filter((id) => id?.length === 12),
    );
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('symbols end in the marks of the fictional bodies; texts say that they are made up', () => {
    for (const { symbol, abstract, content } of world.documents(0, 4_000)) {
      expect(symbol).toMatch(/^\d{2,}-\p{L}+\/[A-Z]*(TWG|TUG|ĐUG)$/u);
      expect(abstract).toMatch(/^\(Dữ liệu giả lập\)/u);
      expect(content).toMatch(/^\(Dữ liệu giả lập\)/u);
      if (!content.includes('CANARY-')) {
        expect(content.length).toBeGreaterThanOrEqual(200);
        expect(content.length).toBeLessThanOrEqual(420);
      }
    }
  });

  test('about fifty records of a kind carry canaries in every sensitive field', () => {
    const members = [...world.members()].filter(({ nationalId }) => canary(nationalId));
    expect(members.length).toBeGreaterThanOrEqual(40);
    expect(members.length).toBeLessThanOrEqual(60);
    for (const member of members) {
      const { id } = member;
      expect(member.nationalId).toMatch(new RegExp(`^CANARY-nationalId-${id}-[0-9a-f]{8}$`, 'u'));
      for (const text of [
        member.religion,
        member.ethnicity,
        member.cardNumber,
        member.permanentAddress,
        member.phone,
      ]) {
        expect(text).toContain(`-${id}-`);
      }
    }
    const planted = [...world.documents()].filter(({ content }) => content.includes('CANARY-'));
    expect(planted.length).toBeGreaterThanOrEqual(40);
  });
});
