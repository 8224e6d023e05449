import { Arg, Ctx, ID, Int, Mutation, Query, registerEnumType, Resolver } from 'type-graphql';
import type { Desk } from '../desk.js';
import { TALLY_BY, type TallyBy } from '../tally.js';
import { Ask } from './ask.js';
import { OpenedAnswer, OpenedEvidence } from './opening.js';
import { AccessPage, ApprovalAnswer, ApprovalLine, Counts, Evidence, GapReport } from './page.js';
import { UsageReport, VolumeReport } from './report.js';
import { DisclosedTokens } from './tokens.js';

const BY = Object.fromEntries(TALLY_BY.map((one) => [one, one])) as { [By in TallyBy]: By };
registerEnumType(BY, { name: 'CountBy', description: 'By what records are counted.' });

const LOGS = { ACCESS: 'ACCESS', AUDITORS: 'AUDITORS' } as const;
export type LogName = keyof typeof LOGS;
registerEnumType(LOGS, {
  name: 'Log',
  description: 'Which log is asked: that of accesses, or that of what auditors did.',
});

const FROM = 'From this day or instant on.';
const TO = 'To the end of this day, or to this instant.';

@Resolver()
export class InquiryResolver {
  @Query(() => AccessPage, { description: 'Records that answer a question, newest first.' })
  records(
    @Ctx() desk: Desk,
    @Arg('ask', () => Ask, { description: 'The question.' }) ask: Ask,
    @Arg('from', () => String, { nullable: true, description: FROM }) from: string | undefined,
    @Arg('to', () => String, { nullable: true, description: TO }) to: string | undefined,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many at most, 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: '`endCursor` of the page before.' })
    after: string | undefined,
    @Arg('log', () => LOGS, { defaultValue: LOGS.ACCESS, description: 'Which log.' }) log: LogName,
  ): Promise<AccessPage> {
    return desk.records({ ask, from, to, log }, first, after);
  }

  @Query(() => Counts, { description: 'How many records answer a question, by a value: a timeline, or who most.' })
  counts(
    @Ctx() desk: Desk,
    @Arg('ask', () => Ask, { description: 'The question.' }) ask: Ask,
    @Arg('by', () => BY, { description: 'By what.' }) by: TallyBy,
    @Arg('from', () => String, { nullable: true, description: FROM }) from: string | undefined,
    @Arg('to', () => String, { nullable: true, description: TO }) to: string | undefined,
    @Arg('log', () => LOGS, { defaultValue: LOGS.ACCESS, description: 'Which log.' }) log: LogName,
  ): Promise<Counts> {
    return desk.counts({ ask, from, to, log }, by);
  }

  @Query(() => UsageReport, {
    description: 'How the fields of a steward are used, and by whom. A steward may ask it of its own.',
  })
  usage(
    @Ctx() desk: Desk,
    @Arg('steward', () => ID, { description: 'The steward, as labels name it.' }) steward: string,
    @Arg('from', () => String, { nullable: true, description: FROM }) from: string | undefined,
    @Arg('to', () => String, { nullable: true, description: TO }) to: string | undefined,
  ): Promise<UsageReport> {
    return desk.usage(steward, from, to);
  }

  @Query(() => VolumeReport, {
    description: 'How much accounts of an organisation did, beside what is usual for each and for its peers.',
  })
  volumes(
    @Ctx() desk: Desk,
    @Arg('organisation', () => ID, { description: 'The organisation.' }) organisation: string,
    @Arg('from', () => String, { description: FROM }) from: string,
    @Arg('to', () => String, { description: TO }) to: string,
  ): Promise<VolumeReport> {
    return desk.volumes(organisation, from, to);
  }

  @Query(() => GapReport, { description: 'What the log shows to be missing.' })
  gaps(
    @Ctx() desk: Desk,
    @Arg('from', () => String, { nullable: true, description: FROM }) from: string | undefined,
    @Arg('to', () => String, { nullable: true, description: TO }) to: string | undefined,
  ): Promise<GapReport> {
    return desk.gaps(from, to);
  }

  @Query(() => [ApprovalLine], {
    description: 'Requests to ask about more persons under a case, or to open what is sealed, newest first.',
  })
  approvals(@Ctx() desk: Desk): Promise<ApprovalLine[]> {
    return desk.approvals();
  }

  @Mutation(() => ApprovalAnswer, { description: 'Approves what another auditor asked for.' })
  approve(
    @Ctx() desk: Desk,
    @Arg('id', () => ID, { description: 'Id of the request.' }) id: string,
  ): Promise<ApprovalAnswer> {
    return desk.approve(id);
  }

  @Mutation(() => Evidence, { description: 'The evidence of what answers a question, to be verified offline.' })
  export(
    @Ctx() desk: Desk,
    @Arg('ask', () => Ask, { description: 'The question.' }) ask: Ask,
    @Arg('from', () => String, { nullable: true, description: FROM }) from: string | undefined,
    @Arg('to', () => String, { nullable: true, description: TO }) to: string | undefined,
    @Arg('log', () => LOGS, { defaultValue: LOGS.ACCESS, description: 'Which log.' }) log: LogName,
  ): Promise<Evidence> {
    return desk.export({ ask, from, to, log });
  }

  @Query(() => DisclosedTokens, {
    description: 'The blind tokens of whom a question is about. Of an auditor of one line it is refused.',
  })
  tokens(
    @Ctx() desk: Desk,
    @Arg('ask', () => Ask, { description: 'The question: by subject, sought, account, person or case.' }) ask: Ask,
    @Arg('from', () => String, { nullable: true, description: FROM }) from: string | undefined,
    @Arg('to', () => String, { nullable: true, description: TO }) to: string | undefined,
    @Arg('log', () => LOGS, { defaultValue: LOGS.ACCESS, description: 'Which log.' }) log: LogName,
  ): Promise<DisclosedTokens> {
    return desk.tokens({ ask, from, to, log });
  }

  @Mutation(() => ApprovalAnswer, {
    description: 'Asks another auditor to approve that what is sealed for a record be opened. Needs Access-Case.',
  })
  requestOpening(
    @Ctx() desk: Desk,
    @Arg('origin', () => String, { description: 'Name of the log, as the record and its receipt say it.' })
    origin: string,
    @Arg('index', () => Int, { description: 'Index of the record.' }) index: number,
    @Arg('reason', () => String, { description: 'Why, for who approves. It stands in no log.' }) reason: string,
  ): Promise<ApprovalAnswer> {
    return desk.requestOpening({ origin, index, reason });
  }

  @Query(() => OpenedAnswer, {
    description:
      'What is sealed for a record, for who asked to open it, while that is approved. Needs the same Access-Case.',
  })
  opened(
    @Ctx() desk: Desk,
    @Arg('id', () => ID, { description: 'Id of the request.' }) id: string,
  ): Promise<OpenedAnswer> {
    return desk.opened(id);
  }

  @Mutation(() => OpenedEvidence, { description: 'The evidence of such a record, what was opened of it disclosed.' })
  exportOpened(
    @Ctx() desk: Desk,
    @Arg('id', () => ID, { description: 'Id of the request.' }) id: string,
  ): Promise<OpenedEvidence> {
    return desk.exportOpened(id);
  }
}
