import { createHash } from 'node:crypto';
import { buildSchema, graphql, GraphQLError } from 'graphql';

/** A corner of the graph, enough for the page's first query; the page is tested here, not the gateway. */
const schema = buildSchema(`
  type Query {
    adminUnit(code: ID!): AdminUnit
    organisation(id: ID): Organisation
    tasks(first: Int = 20): TaskConnection
    document(id: ID!): Document
    member(id: ID!): Member
    publicFeedback(first: Int = 20): [PublishedFeedback!]
  }
  "A unit of the State's administrative map."
  type AdminUnit { name: String type: String }
  type Organisation { name: String members(first: Int = 20): MemberConnection }
  type MemberConnection { nodes: [Member!] }
  type Member {
    fullName: String
    partyPosition: String
    cell: Organisation
    theoryLevel: String
    nationalIdMasked: String
    nationalId: String
    cardNumber: String
  }
  type TaskConnection { nodes: [Task!] }
  type Task { code: String title: String timeliness: String leadOrg: Organisation }
  type Document { symbol: String abstract: String }
  type PublishedFeedback { id: ID! kind: String publicReply: String }
`);

const refused = (coordinate: string, reason: string) => () => {
  throw new GraphQLError('Unauthorized field or type', {
    extensions: {
      code: 'UNAUTHORIZED_FIELD_OR_TYPE',
      access: {
        coordinate,
        reason,
        rule: 'R7',
        steward: { code: 'BTCTW', focalPoint: 'data@btctw.dang.example' },
        missing: 'province level or above',
        howToAsk: { command: `npx --no agency-graph ask ${coordinate}`, link: '/rules#R7' },
      },
    },
  });
};

const cell = { name: 'Chi bộ Mẫu 02' };
const member = (fullName: string, partyPosition: string | null) => ({ fullName, partyPosition, cell });

const data = {
  adminUnit: { name: 'Xã Mẫu 012', type: 'XA' },
  organisation: {
    name: 'Đảng bộ Xã Mẫu 012',
    members: {
      nodes: [
        member('Nguyễn Mẫu Thảo', 'Bí thư chi bộ'),
        member('Trần Phỏng Khuê', null),
        member('Lê Giả Thục Đoan', 'Phó bí thư'),
      ],
    },
  },
  tasks: {
    nodes: [
      {
        code: 'NV-0001',
        title: '(Dữ liệu giả lập) Kết nối dữ liệu',
        timeliness: 'ON_TIME',
        leadOrg: { name: 'Tỉnh ủy Thanh Vân' },
      },
    ],
  },
  document: { symbol: '57-NQ/TWG', abstract: '(Dữ liệu giả lập) Về chuyển đổi số' },
  member: {
    ...member('Nguyễn Mẫu Thảo', 'Bí thư chi bộ'),
    nationalIdMasked: '9070********',
    theoryLevel: 'TRUNG_CAP',
    nationalId: refused('Member.nationalId', 'SENSITIVE'),
    cardNumber: refused('Member.cardNumber', 'SENSITIVE'),
  },
  publicFeedback: [{ id: 'F-0001', kind: 'SOLUTION', publicReply: 'Đã tiếp thu.' }],
};

let entries = 4711;

/** Answers as the gateway would: the data, the refusals, the row condition and a receipt. */
export async function answerGraphql(request: unknown) {
  const { query, variables, operationName } = request as {
    readonly query: string;
    readonly variables?: Record<string, unknown>;
    readonly operationName?: string;
  };
  const index = entries++;
  const result = await graphql({ schema, source: query, rootValue: data, variableValues: variables, operationName });
  return {
    ...result,
    extensions: {
      access: { conditions: [{ type: 'Member', rows: 'rowCellPath under G07.C012' }] },
      audit: {
        origin: 'gateway-1.example/log',
        index,
        leaf: createHash('sha256').update(String(index)).digest('hex'),
      },
    },
  };
}

const persona = (code: string, zone: string, purposes: readonly string[], organisation: string) => ({
  code,
  name: code,
  says: `Persona ${code}`,
  organisation,
  zone,
  hardwareKey: ['P1', 'P2', 'P7'].includes(code),
  purposes,
  defaultPurpose: purposes[0] ?? null,
});

export const PERSONAS = [
  persona('P1', 'PARTY_WAN', ['TASK_MONITORING', 'DOC_PROCESSING'], 'TWG.VP'),
  persona('P3', 'PARTY_WAN', ['MEMBER_ADMIN'], 'G07'),
  persona('P4', 'PARTY_WAN', ['MEMBER_ADMIN'], 'G07.C012'),
  persona('P9', 'STATE_NETWORK', ['MEMBER_VERIFICATION', 'TASK_MONITORING'], 'MINISTRY'),
  persona('P10', 'INTERNET', [], 'PORTAL'),
];
