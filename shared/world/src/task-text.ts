export const PRODUCTS = [
  'Báo cáo',
  'Đề án',
  'Nền tảng dùng chung',
  'Kế hoạch',
  'Cơ sở dữ liệu',
  'Văn bản hướng dẫn',
] as const;
export const THEMES = [
  'Hoàn thiện nền tảng kết nối',
  'Chuẩn hóa danh mục dữ liệu',
  'Đào tạo cán bộ phụ trách số',
  'Rà soát thủ tục nội bộ',
  'Xây dựng bộ chỉ số đánh giá',
  'Nâng cấp hạ tầng mạng',
  'Tổ chức sơ kết chuyên đề',
  'Thí điểm mô hình liên thông',
  'Công bố bộ dữ liệu mở',
  'Hoàn thiện cơ chế phối hợp',
] as const;
export const NOTES = [
  'Đã hoàn thành bước chuẩn bị.',
  'Đang lấy ý kiến các đơn vị.',
  'Đã trình cấp có thẩm quyền.',
  'Đang tổng hợp số liệu.',
  'Đã thống nhất phương án.',
] as const;
export const OBSTACLES = [
  'Thiếu nhân lực kỹ thuật tại cơ sở mẫu.',
  'Chưa thống nhất chuẩn dữ liệu giữa các đơn vị.',
  'Kinh phí giả lập được phân bổ chậm.',
  'Phụ thuộc kết quả của đơn vị phối hợp.',
] as const;
export const EVALUATIONS = [
  'Tiến độ bảo đảm, chất lượng đạt yêu cầu.',
  'Cần đôn đốc thêm đơn vị chủ trì.',
  'Chậm so với kế hoạch, cần làm rõ trách nhiệm.',
  'Kết quả tốt, có thể nhân rộng.',
] as const;
