import type { Example } from './example.ts';

const OVERDUE = { en: 'Overdue tasks', fr: 'Tâches en retard', vi: 'Nhiệm vụ quá hạn' };

/** Applications outside the Party block, under agreements or without any. */
export const OUTSIDE: Readonly<Record<string, readonly Example[]>> = {
  P8: [
    {
      title: OVERDUE,
      rule: 'R11',
      outcome: 'answered',
      query: `query Overdue {
  tasks(filter: { timeliness: OVERDUE }) {
    nodes {
      code
      title
      leadOrg {
        name
      }
      dueOn
      progressPct
    }
  }
}
`,
    },
    {
      title: {
        en: 'The person responsible: hidden, as if misspelt',
        fr: 'La personne responsable : cachée, comme mal écrite',
        vi: 'Người phụ trách: bị ẩn, như viết sai tên',
      },
      rule: 'R11',
      outcome: 'refused',
      query: `query NotInTheAgreement {
  task(id: "T-0100") {
    responsible {
      fullName
      phone
    }
  }
}
`,
    },
  ],
  P9: [
    {
      title: {
        en: 'Is this person a member?',
        fr: 'Cette personne est-elle membre ?',
        vi: 'Người này có phải đảng viên?',
      },
      rule: 'R12',
      outcome: 'answered',
      query: `query Verify($nationalId: String!, $fullName: String!, $dateOfBirth: Date!) {
  verifyMember(nationalId: $nationalId, fullName: $fullName, dateOfBirth: $dateOfBirth) {
    matched
  }
}
`,
      variables: { nationalId: '907085000123', fullName: 'Trần Mẫu Thảo', dateOfBirth: '1985-04-12' },
      endUser: 'registrar-17',
    },
    {
      title: { en: 'Searching members by name', fr: 'Chercher des membres par leur nom', vi: 'Tìm đảng viên theo tên' },
      rule: 'R12',
      outcome: 'refused',
      query: `query SearchByName {
  members(filter: { name: "Trần Mẫu Thảo" }) {
    nodes {
      id
      status
      cell {
        name
      }
    }
  }
}
`,
    },
  ],
  P10: [
    {
      title: {
        en: 'Communes: hidden, as if misspelt',
        fr: 'Les communes : cachées, comme mal écrites',
        vi: 'Danh sách xã: bị ẩn, như viết sai tên',
      },
      rule: 'R1',
      outcome: 'refused',
      query: `query Communes {
  organisations(level: COMMUNE) {
    nodes {
      name
    }
  }
}
`,
    },
  ],
  P13: [
    {
      title: { en: 'An unclassified document', fr: 'Un document non classifié', vi: 'Một văn bản không mật' },
      rule: 'R11',
      outcome: 'answered',
      query: `query UnderAgreement {
  document(id: "D-NQ57") {
    symbol
    docType
    abstract
    issuedOn
    status
  }
}
`,
    },
  ],
  P14: [
    {
      title: OVERDUE,
      rule: 'R11',
      outcome: 'answered',
      query: `query Overdue {
  tasks(filter: { timeliness: OVERDUE }) {
    nodes {
      code
      title
      leadOrg {
        name
      }
      dueOn
      status
    }
  }
}
`,
    },
  ],
};
