/** Slots of kind `document`. */
export const DOC_SLOT = {
  subject: 0,
  content: 1,
  secrecy: 2,
  compartments: 3,
  circulation: 4,
  urgency: 5,
  status: 6,
  signer: 7,
  recipients: 8,
  recipientFirst: 9,
  shortened: 10,
  attachments: 11,
  sent: 12,
  received: 13,
  retention: 14,
  signature: 15,
  duplicate: 16,
  reupload: 17,
  hash: 20, // … 35
  message: 40, // … 59
} as const;
