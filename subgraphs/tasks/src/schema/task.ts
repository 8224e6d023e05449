import {
  CompartmentEnum,
  DateScalar,
  Inaccessible,
  Key,
  Label,
  RowLabelled,
  SecrecyEnum,
  connectionOf,
} from '@agency-graph/kit';
import type { Compartment, Secrecy } from '@agency-graph/contract';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { TimelinessValue } from '../timeliness.js';
import { Assigner, TaskStatus } from './enums.js';
import { Timeliness } from './timeliness.js';

/** A task as the table keeps it; the fields that lead to other rows are in `task-links.ts`. */
@ObjectType({ description: 'A task that a central body assigned and whose carrying out is followed (Reg. 08-QC/TW).' })
@Key('id')
@RowLabelled({ secrecy: 'rowSecrecy', compartments: 'rowCompartments', scopes: ['rowLeadPath', 'rowCoPaths'] })
@Label('CONFIDENTIAL', 'INTERNAL', 'BASIC', 'VPTW')
export class Task {
  @Field(() => ID, { description: 'Id of the task.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  id!: string;

  @Field(() => String, { nullable: true, description: 'Number of the task in the monitoring system.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  code!: string;

  @Field(() => String, { nullable: true, description: 'What is to be done, in one line.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  title!: string;

  @Field(() => String, { nullable: true, description: 'What is to be done, in full.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'VPTW')
  description!: string;

  @Field(() => String, { nullable: true, description: 'Where in the assigning document the task stands.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  basisClause!: string;

  @Field(() => Assigner, { nullable: true, description: 'Who assigned the task.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  assigner!: keyof typeof Assigner;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the person responsible, as kept on the task: no licence to read the member.',
  })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'BASIC', 'LEAD')
  responsibleName!: string;

  @Field(() => String, { nullable: true, description: 'Position of the person responsible, as kept on the task.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'BASIC', 'LEAD')
  responsiblePosition!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which the task was assigned.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  assignedOn!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Last day for completing the task, extensions included.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  dueOn!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Due day as first set, before any extension.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'VPTW')
  originalDueOn!: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which the task was completed; null until then.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'LEAD')
  completedOn!: string | null;

  @Field(() => TaskStatus, { nullable: true, description: 'Where the task stands.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'LEAD')
  status!: keyof typeof TaskStatus;

  @Field(() => Timeliness, {
    nullable: true,
    description: 'How the task stands against its due day, on the day of the policy clock.',
  })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  timeliness!: TimelinessValue;

  @Field(() => Int, { nullable: true, description: 'Progress as the lead agency reports it, 0 to 100 percent.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'LEAD')
  progressPct!: number;

  @Field(() => String, { nullable: true, description: 'What the task must bring forth.' })
  @Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW')
  expectedProduct!: string;

  @Field(() => String, { nullable: true, description: 'What hinders the task; null where nothing was reported.' })
  @Label('UNCLASSIFIED', 'ON_REQUEST', 'NONE', 'LEAD')
  obstacles!: string | null;

  @Field(() => String, { nullable: true, description: 'How the Central Office judges the result; null until judged.' })
  @Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'VPTW')
  evaluation!: string | null;

  @Field(() => SecrecyEnum, { nullable: true, description: 'Level of the task as a state secret.' })
  @Label('UNCLASSIFIED', 'INTERNAL', 'NONE', 'VPTW')
  secrecy!: Secrecy;

  @Field(() => [CompartmentEnum], { nullable: true, description: 'The closed subject matters that the task touches.' })
  @Label('CONFIDENTIAL', 'INTERNAL', 'NONE', 'VPTW')
  compartments!: readonly Compartment[];

  @Field(() => SecrecyEnum, { nullable: true, description: 'Row label: the level of this row.' })
  @Inaccessible()
  rowSecrecy!: Secrecy;

  @Field(() => [CompartmentEnum], { nullable: true, description: 'Row label: the compartments of this row.' })
  @Inaccessible()
  rowCompartments!: readonly Compartment[];

  @Field(() => String, { nullable: true, description: "Row label: the lead agency's path in the register." })
  @Inaccessible()
  rowLeadPath!: string;

  @Field(() => [String], { nullable: true, description: "Row label: the co-agencies' paths in the register." })
  @Inaccessible()
  rowCoPaths!: readonly string[];
}

export const TaskConnection = connectionOf(Task, 'TaskConnection', Label('UNCLASSIFIED', 'DEFAULT', 'NONE', 'VPTW'));
