import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Label, ListSize } from '@agency-graph/kit';
import type { MembersRequest } from '../members-request.js';
import { AnnualReview } from './annual-review.js';
import { Badge } from './badge.js';
import { DisciplineRecord } from './discipline-record.js';
import { Open } from './labels.js';
import { Member } from './member.js';
import { QualityIssue } from './quality-issue.js';
import { Transfer } from './transfer.js';

/** What hangs on a member's record: fetched only when asked for. */
@Resolver(() => Member)
export class MemberLinks {
  @FieldResolver(() => [String], { nullable: true, description: 'Foreign languages.' })
  @Open('INTERNAL', 'BASIC')
  async foreignLanguages(@Root() { id }: Member, @Ctx() { loaders }: MembersRequest): Promise<readonly string[]> {
    return (await loaders.attached('foreign_languages').load(id)) as readonly string[];
  }

  @FieldResolver(() => [Badge], { nullable: true, description: 'Badges for years of membership.' })
  @Open('INTERNAL', 'BASIC')
  @ListSize(2)
  async badges(@Root() { id }: Member, @Ctx() { loaders }: MembersRequest): Promise<readonly Badge[]> {
    return (await loaders.attached('badges').load(id)) as readonly Badge[];
  }

  @FieldResolver(() => [DisciplineRecord], { nullable: true, description: 'Disciplinary decisions.' })
  @Label('CONFIDENTIAL', 'INTERNAL', 'SENSITIVE', 'UBKTTW')
  @ListSize(2)
  async discipline(@Root() { id }: Member, @Ctx() { loaders }: MembersRequest): Promise<readonly DisciplineRecord[]> {
    return (await loaders.attached('discipline').load(id)) as readonly DisciplineRecord[];
  }

  @FieldResolver(() => [Transfer], { nullable: true, description: 'Transfers of membership.' })
  @Open('INTERNAL', 'SENSITIVE')
  @ListSize(2)
  async transfers(@Root() { id }: Member, @Ctx() { loaders }: MembersRequest): Promise<readonly Transfer[]> {
    return (await loaders.attached('transfers').load(id)) as readonly Transfer[];
  }

  @FieldResolver(() => [AnnualReview], { nullable: true, description: 'Yearly ratings.' })
  @Open('INTERNAL', 'SENSITIVE')
  @ListSize(5)
  async annualReviews(@Root() { id }: Member, @Ctx() { loaders }: MembersRequest): Promise<readonly AnnualReview[]> {
    return (await loaders.attached('annual_reviews').load(id)) as readonly AnnualReview[];
  }

  @FieldResolver(() => [QualityIssue], { nullable: true, description: 'What the detectors found wrong, by code.' })
  @Open('INTERNAL', 'BASIC')
  @ListSize(5)
  qualityIssues(
    @Root() { id }: Member,
    @Ctx() { loaders }: MembersRequest,
  ): Promise<readonly Omit<QualityIssue, 'dimension'>[]> {
    return loaders.qualityIssues.load(id);
  }
}
