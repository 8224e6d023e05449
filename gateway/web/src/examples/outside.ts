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
        en: 'The person responsible',
        fr: 'La personne responsable',
        vi: 'Người phụ trách',
      },
      rule: 'R11',
      outcome: 'hidden',
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
        fr: 'Cette personne est-elle membre\u202f?',
        vi: 'Người này có phải là đảng viên không?',
      },
      rule: 'R12',
      outcome: 'answered',
      query: `# The identity number goes into the variables below, never into the query.
query Verify($nationalId: String!, $fullName: String!, $dateOfBirth: Date!) {
  verifyMember(nationalId: $nationalId, fullName: $fullName, dateOfBirth: $dateOfBirth) {
    matched
  }
}
`,
      variables: { nationalId: '907190882172', fullName: 'Trần Mẫu Thảo', dateOfBirth: '1990-11-17' },
      endUser: 'M-000125',
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
        en: 'The communes',
        fr: 'Les communes',
        vi: 'Danh sách các xã',
      },
      rule: 'R1',
      outcome: 'hidden',
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
