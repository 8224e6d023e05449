import type { Example } from './example.ts';

/** The central bodies of the Party block: office, personnel, inspection, data quality. */
export const CENTRAL: Readonly<Record<string, readonly Example[]>> = {
  P1: [
    {
      title: { en: 'A SECRET task', fr: 'Une tâche SECRET', vi: 'Một nhiệm vụ Tối mật' },
      rule: 'R5',
      outcome: 'answered',
      query: `query SecretTask {
  task(id: "T-S2-007") {
    title
  }
}
`,
    },
    {
      title: { en: 'Resolutions of the Centre', fr: 'Les résolutions du Centre', vi: 'Các nghị quyết của Trung ương' },
      rule: 'R16',
      outcome: 'answered',
      query: `query Resolutions {
  documents(filter: { issuerId: "TWG", docType: NGHI_QUYET }) {
    nodes {
      symbol
      abstract
    }
    pageInfo {
      hasNextPage
    }
  }
}
`,
    },
    {
      title: { en: 'Who answers for a task', fr: 'Qui répond d’une tâche', vi: 'Ai chịu trách nhiệm một nhiệm vụ' },
      rule: 'R20',
      outcome: 'answered',
      query: `query TaskAndLead {
  task(id: "T-0100") {
    responsibleName
    responsiblePosition
    leadOrg {
      name
    }
  }
}
`,
    },
    {
      title: {
        en: 'A member’s ID by way of a document',
        fr: 'L’identité d’un membre par un document',
        vi: 'Số định danh đảng viên qua một văn bản',
      },
      rule: 'R20',
      outcome: 'refused',
      query: `query SameAnswerByEveryPath {
  document(id: "D-NQ57") {
    signer {
      nationalId
      religion
    }
    tasks {
      responsible {
        nationalId
      }
    }
  }
}
`,
    },
    {
      title: {
        en: 'A document without need to know',
        fr: 'Un document sans besoin d’en connaître',
        vi: 'Văn bản không thuộc phạm vi cần biết',
      },
      rule: 'R4',
      outcome: 'withheld',
      query: `query NoNeedToKnow {
  document(id: "D-NS-0042") {
    abstract
  }
}
`,
    },
  ],
  P2: [
    {
      title: {
        en: 'A CONFIDENTIAL personnel document',
        fr: 'Un document de personnel CONFIDENTIAL',
        vi: 'Văn bản nhân sự mức Mật',
      },
      rule: 'R4',
      outcome: 'answered',
      query: `query PersonnelDocument {
  document(id: "D-NS-0042") {
    abstract
    content
  }
}
`,
    },
    {
      title: {
        en: 'Members of a province by theory level',
        fr: 'Membres d’une province par niveau théorique',
        vi: 'Đảng viên một tỉnh theo trình độ lý luận',
      },
      rule: 'R19',
      outcome: 'answered',
      query: `query TheoryLevels {
  organisation(id: "G07") {
    memberStats(by: THEORY_LEVEL) {
      key
      count
      suppressed
    }
  }
}
`,
    },
  ],
  P7: [
    {
      title: { en: 'Discipline of a member', fr: 'La discipline d’un membre', vi: 'Kỷ luật của một đảng viên' },
      rule: 'R10',
      outcome: 'answered',
      query: `query Discipline {
  member(id: "M-000123") {
    discipline {
      form
      decidedOn
      grounds
      decision {
        symbol
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
      outcome: 'answered',
      query: `query TaskInDepth {
  task(id: "T-0100") {
    title
    obstacles
    evaluation
    updates {
      at
      note
      byOrg {
        name
      }
    }
  }
}
`,
    },
  ],
  P11: [
    {
      title: {
        en: 'Quality scores of a province',
        fr: 'Notes de qualité d’une province',
        vi: 'Điểm chất lượng dữ liệu một tỉnh',
      },
      rule: 'R13',
      outcome: 'answered',
      query: `query QualityScores {
  organisation(id: "G07") {
    dataQuality {
      dimension
      passed
      applicable
    }
  }
}
`,
    },
    {
      title: {
        en: 'Addresses and phones of members',
        fr: 'Adresses et téléphones des membres',
        vi: 'Địa chỉ và điện thoại đảng viên',
      },
      rule: 'R13',
      outcome: 'refused',
      query: `query NotesNotData {
  organisation(id: "G07") {
    members {
      nodes {
        permanentAddress
        phone
      }
    }
  }
}
`,
    },
  ],
};
