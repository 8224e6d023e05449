import type { Example } from './example.ts';

/** The line from a province down to a member. */
export const LOCAL: Readonly<Record<string, readonly Example[]>> = {
  P3: [
    {
      title: {
        en: 'Members of a commune of the province',
        fr: 'Membres d’une commune de la province',
        vi: 'Đảng viên một xã trong tỉnh',
      },
      rule: 'R6',
      outcome: 'answered',
      query: `query OwnLine {
  organisation(id: "G07.C012") {
    members(first: 20) {
      nodes {
        fullName
        partyPosition
      }
    }
  }
}
`,
    },
    {
      title: {
        en: 'A public resolution, in full',
        fr: 'Une résolution publique, en entier',
        vi: 'Toàn văn một nghị quyết công khai',
      },
      rule: 'R15',
      outcome: 'answered',
      query: `query PublicResolution {
  document(id: "D-NQ57") {
    symbol
    abstract
    issuedOn
    content
  }
}
`,
    },
    {
      title: {
        en: 'Status of one’s own organisation',
        fr: 'L’état de sa propre organisation',
        vi: 'Tình trạng tổ chức của mình',
      },
      rule: 'R2',
      outcome: 'answered',
      query: `query OwnOrganisation {
  organisation(id: "G07") {
    name
    status
    successors {
      name
    }
  }
}
`,
    },
    {
      title: {
        en: 'Members of another province',
        fr: 'Membres d’une autre province',
        vi: 'Đảng viên tỉnh khác',
      },
      rule: 'R6',
      outcome: 'withheld',
      query: `query AnotherProvince {
  organisation(id: "G11.C004") {
    members(first: 20) {
      nodes {
        fullName
      }
    }
  }
}
`,
    },
    {
      title: {
        en: 'Obstacles and evaluation of a task',
        fr: 'Obstacles et évaluation d’une tâche',
        vi: 'Vướng mắc và đánh giá một nhiệm vụ',
      },
      rule: 'R14',
      outcome: 'refused',
      query: `query OthersTask {
  task(id: "T-0100") {
    obstacles
    evaluation
  }
}
`,
    },
    {
      title: {
        en: 'Content meant for its recipients',
        fr: 'Un contenu réservé aux destinataires',
        vi: 'Nội dung chỉ dành cho nơi nhận',
      },
      rule: 'R15',
      outcome: 'refused',
      query: `query RecipientsOnly {
  document(id: "D-CV-9001") {
    content
    attachments {
      downloadRef
    }
  }
}
`,
    },
    {
      title: { en: 'Who sent an opinion', fr: 'Qui a envoyé un avis', vi: 'Ai đã gửi ý kiến' },
      rule: 'R18',
      outcome: 'refused',
      query: `query WhoSpoke {
  feedbackItem(id: "F-0123") {
    submitterName
    submitterContact
    content
  }
}
`,
    },
  ],
  P4: [
    {
      title: { en: 'A member of the commune', fr: 'Un membre de la commune', vi: 'Một đảng viên trong xã' },
      rule: 'R7',
      outcome: 'answered',
      query: `query OneMember {
  member(id: "M-000123") {
    fullName
    nationalIdMasked
    theoryLevel
  }
}
`,
    },
    {
      title: {
        en: 'A document declassified by law',
        fr: 'Un document déclassifié par la loi',
        vi: 'Văn bản đã được giải mật theo luật',
      },
      rule: 'R17',
      outcome: 'answered',
      query: `query Declassified {
  document(id: "D-M-2015-031") {
    abstract
  }
}
`,
    },
    {
      title: {
        en: 'The full ID and card number of a member',
        fr: 'Les numéros complets d’identité et de carte d’un membre',
        vi: 'Số định danh và số thẻ đầy đủ',
      },
      rule: 'R7',
      outcome: 'partly',
      query: `query FullNumbers {
  member(id: "M-000123") {
    fullName
    nationalIdMasked
    nationalId
    cardNumber
  }
}
`,
    },
    {
      title: {
        en: 'Discipline of a member',
        fr: 'La discipline d’un membre',
        vi: 'Kỷ luật của một đảng viên',
      },
      rule: 'R3',
      outcome: 'hidden',
      query: `query HiddenField {
  member(id: "M-000123") {
    discipline {
      form
    }
  }
}
`,
    },
  ],
  'P4-OLD': [
    {
      title: { en: 'The name of an organisation', fr: 'Le nom d’une organisation', vi: 'Tên một tổ chức' },
      rule: 'R2',
      outcome: 'closed',
      query: `query NotInForce {
  organisation(id: "G07") {
    name
  }
}
`,
    },
  ],
  P5: [
    {
      title: { en: 'The members of the cell', fr: 'Les membres de la cellule', vi: 'Đảng viên trong chi bộ' },
      rule: 'R9',
      outcome: 'answered',
      query: `query MyCell {
  organisation(id: "G07.C012.K03.B02") {
    members {
      nodes {
        fullName
        status
        phone
        partyPosition
      }
    }
  }
}
`,
    },
    {
      title: {
        en: 'Their religion and ethnicity',
        fr: 'Leur religion et leur ethnie',
        vi: 'Tôn giáo và dân tộc của họ',
      },
      rule: 'R9',
      outcome: 'refused',
      query: `query TooMuch {
  organisation(id: "G07.C012.K03.B02") {
    members {
      nodes {
        religion
        ethnicity
      }
    }
  }
}
`,
    },
    {
      title: { en: 'Filtering is reading', fr: 'Filtrer, c’est lire', vi: 'Lọc cũng là đọc' },
      rule: 'R19',
      outcome: 'refused',
      query: `query NoOracle {
  members(filter: { cellId: "G07.C012.K03.B02", religion: "R2" }) {
    nodes {
      fullName
    }
  }
}
`,
    },
  ],
  P6: [
    {
      title: { en: 'My own record', fr: 'Ma propre fiche', vi: 'Hồ sơ của tôi' },
      rule: 'R8',
      outcome: 'answered',
      query: `query Me {
  me {
    fullName
    dateOfBirth
    gender
    admissionDate
    officialDate
    cardNumber
    nationalId
    phone
    cell {
      name
    }
  }
}
`,
    },
    {
      title: {
        en: 'The others of my cell',
        fr: 'Les autres de ma cellule',
        vi: 'Những người khác trong chi bộ',
      },
      rule: 'R8',
      outcome: 'withheld',
      query: `query MyCell {
  organisation(id: "G07.C012.K03.B02") {
    members {
      nodes {
        fullName
        phone
      }
    }
  }
}
`,
    },
  ],
};
