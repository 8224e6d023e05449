import type { Draw } from './draw.js';

const SUBJECTS = [
  'việc triển khai nền tảng dùng chung',
  'công tác chuyển đổi số',
  'kế hoạch kiểm tra định kỳ',
  'tổ chức hội nghị trực tuyến',
  'kết quả thực hiện nhiệm vụ quý',
  'việc rà soát dữ liệu',
  'công tác đào tạo, bồi dưỡng',
  'bảo đảm hạ tầng mạng',
  'cải cách thủ tục hành chính',
  'công tác thi đua, khen thưởng',
  'việc chuẩn bị sơ kết',
  'phối hợp giữa các cơ quan',
  'quản lý tài sản công',
  'công tác văn thư, lưu trữ',
  'chăm sóc sức khỏe cán bộ',
  'kế hoạch công tác năm',
] as const;

const SENTENCES = [
  'Các đơn vị mẫu tổ chức thực hiện nghiêm túc, báo cáo kết quả đúng thời hạn.',
  'Giao cơ quan giả định chủ trì, phối hợp với các đơn vị liên quan tổng hợp số liệu.',
  'Nội dung này chỉ dùng để thử nghiệm hệ thống, không phản ánh sự kiện có thật.',
  'Định kỳ hằng quý, bộ phận phụ trách đối chiếu và cập nhật dữ liệu.',
  'Kinh phí thực hiện lấy từ nguồn giả lập đã được phân bổ trong năm.',
  'Trong quá trình thực hiện nếu có vướng mắc, đề nghị phản ánh để xem xét.',
  'Thời gian thực hiện tính từ ngày ký đến hết quý tiếp theo.',
  'Kết quả được đánh giá theo các chỉ tiêu đã nêu trong phụ lục kèm theo.',
  'Bộ phận văn phòng theo dõi, đôn đốc và tổng hợp chung.',
  'Các mốc tiến độ được công khai trên nền tảng theo dõi nhiệm vụ.',
  'Hồ sơ gửi kèm gồm biểu mẫu, danh mục và hướng dẫn sử dụng.',
  'Yêu cầu rà soát lại toàn bộ danh mục trước khi trình cấp có thẩm quyền.',
] as const;

export const FICTION = '(Dữ liệu giả lập)';

export function subject(draw: Draw, slot: number): string {
  return draw.pick(slot, SUBJECTS);
}

/** Three to five sentences, 200 to 400 characters, from one slot. */
export function content(draw: Draw, slot: number): string {
  const bits = draw.u32(slot);
  const first = bits & 0xff;
  const step = 1 + ((bits >>> 8) & 3) * 2;
  let text = FICTION;
  for (let index = 0; text.length < 200 + ((bits >>> 16) & 127); index += 1) {
    text += ` ${SENTENCES[(first + index * step) % SENTENCES.length]!}`;
  }
  return text;
}
