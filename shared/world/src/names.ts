import type { Draw } from './draw.js';
import { choose, weighted } from './weighted.js';

/** Family names by their share of the population (domain.md § 4.1); the shape is published, the people are not. */
const FAMILIES = weighted<string>([
  ['Nguyễn', 384],
  ['Trần', 121],
  ['Lê', 95],
  ['Phạm', 70],
  ['Hoàng', 30],
  ['Huỳnh', 21],
  ['Phan', 45],
  ['Vũ', 22],
  ['Võ', 17],
  ['Đặng', 21],
  ['Bùi', 20],
  ['Đỗ', 14],
  ['Hồ', 13],
  ['Ngô', 13],
  ['Dương', 10],
  ['Lý', 5],
  ['Đinh', 20],
  ['Trịnh', 20],
  ['Đoàn', 15],
  ['Mai', 14],
  ['Đào', 12],
  ['Cao', 10],
  ['Lương', 8],
]);

/** Every person carries one of these as middle name ("sample", "mock", "sham", "trial", "virtual"): visibly fictional. */
const MIDDLES = ['Mẫu', 'Phỏng', 'Giả', 'Thử', 'Ảo'] as const;

/** Given names whose tone mark has two placements in use; the clean spelling is the first vowel's (`hòa`, `thủy`). */
const TWO_WAY_GIVENS = ['Hòa', 'Thủy', 'Thúy', 'Thùy', 'Hóa', 'Tòa', 'Khỏe', 'Thỏa', 'Thụy', 'Hỏa'] as const;

const GIVENS =
  `Thảo Minh Anh Lan Hương Huệ Hồng Hà Hạnh Hiền Hiếu Hùng Hưng Huy Khánh Khôi Kiên Kim Lâm Liên Linh Loan Long Lợi Luân
Lực Ly Mai Mạnh Mến Mỹ Nam Nga Ngân Nghĩa Ngọc Nguyên Nguyệt Nhã Nhàn Nhân Nhật Nhi Nhung Như Oanh Phát Phong Phú Phúc
Phương Phượng Quân Quang Quốc Quyên Quyết Sang Sáng Sinh Sơn Sương Tài Tâm Tân Tấn Thái Thạch Thanh Thành Thắm Thắng Thế
Thi Thiện Thiên Thịnh Thọ Thông Thơ Thu Thuận Thục Thư Thức Thương Tiên Tiến Tình Tín Tính Toàn Trà Trang Trâm Tri Trí
Trinh Trọng Trung Trúc Trường Tú Tuấn Tuệ Tùng Tuyên Tuyết Tường Tưởng Uyên Vân Việt Vinh Vĩnh Vương Xuân Yến Ái An Ân
Bách Bảo Bích Bình Châu Chi Chiến Chính Chung Công Cúc Cường Danh Dung Dũng Duyên Đan Đạt Đăng Điệp Định Đông Đức Giang`
    .split(/\s+/u)
    .filter((word) => word !== '');

// One given name in eight is a two-way one, so that defect Q03 finds its 5 % of names.
const TWO_WAY_PER_MILLION = 125_000;
const SECOND_GIVEN_PER_MILLION = 450_000;

/** A clean full name, drawn from five slots starting at `slot`. */
export function fullName(draw: Draw, slot: number): string {
  const family = choose(FAMILIES, draw.u32(slot));
  const middle = draw.pick(slot + 1, MIDDLES);
  const given = draw.happens(slot + 2, TWO_WAY_PER_MILLION)
    ? draw.pick(slot + 3, TWO_WAY_GIVENS)
    : draw.pick(slot + 3, GIVENS);
  const second = draw.below(slot + 4, 1_000_000);
  if (second >= SECOND_GIVEN_PER_MILLION) return `${family} ${middle} ${given}`;
  return `${family} ${middle} ${GIVENS[second % GIVENS.length]!} ${given}`;
}
