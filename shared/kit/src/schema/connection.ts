import type { ClassType } from 'type-graphql';
import { Field, ObjectType } from 'type-graphql';
import { PageInfo } from './page-info.js';

/**
 * Makes the class `<Node>Connection { nodes, pageInfo }`. Give it its own `@Label` by subclassing or by `label`:
 * `export const MemberConnection = connectionOf(Member, 'MemberConnection', Label('UNCLASSIFIED', 'OPEN', 'NONE', 'BTCTW'))`.
 */
export function connectionOf<Node extends object>(
  node: ClassType<Node>,
  name: string,
  label: ClassDecorator,
): ClassType<{ nodes: Node[]; pageInfo: PageInfo }> {
  class MadeConnection {
    nodes!: Node[];
    pageInfo!: PageInfo;
  }
  // Applied by hand: decorator syntax cannot take a name that is only known here.
  Field(() => [node], { nullable: true, description: 'The rows of this page that you may see.' })(
    MadeConnection.prototype,
    'nodes',
  );
  Field(() => PageInfo, { description: 'Where the page ends.' })(MadeConnection.prototype, 'pageInfo');
  ObjectType(name, { description: `A page of ${node.name} rows.` })(MadeConnection);
  label(MadeConnection);
  Object.defineProperty(MadeConnection, 'name', { value: name });
  return MadeConnection;
}
