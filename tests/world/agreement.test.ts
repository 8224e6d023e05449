import { beforeAll, describe, expect, test } from 'vitest';
import type { OrganisationRecord, World, WorldSize } from '@agency-graph/world';
import { createWorld } from '@agency-graph/world';

describe.each<WorldSize>(['tiny', 'small'])('the agencies of %s agree with one another', (size) => {
  let world: World;
  let organisations: ReadonlyMap<string, OrganisationRecord>;
  let documents: ReadonlySet<string>;

  beforeAll(() => {
    world = createWorld(size);
    organisations = new Map([...world.organisations()].map((organisation) => [organisation.id, organisation]));
    documents = new Set([...world.documents()].map(({ id }) => id));
  }, 180_000);

  const expectOrganisation = (id: string): void => {
    if (!organisations.has(id)) expect.fail(`no organisation ${id}`);
  };

  test('the counts are those of the volumes table', () => {
    expect(organisations.size).toBe(world.counts.organisations);
    expect(documents.size).toBe(world.counts.documents);
    expect(new Set([...world.accounts()].map(({ id }) => id)).size).toBe(world.counts.accounts);
    expect(new Set([...world.tasks()].map(({ id }) => id)).size).toBe(world.counts.tasks);
    expect([...world.tasks()].reduce((sum, { updates }) => sum + updates.length, 0)).toBe(world.counts.tasks * 5);
    expect(new Set([...world.feedback()].map(({ id }) => id)).size).toBe(world.counts.feedback);
    expect(world.agreements.length).toBe(world.counts.agreements);
    expect([...world.adminUnits()].length).toBe(world.counts.adminUnits);
  });

  test('every organisation hangs under its parent, on its path, in a unit that exists', () => {
    for (const { id, parentId, path, adminUnitCode, status, successorIds, dissolvedOn } of organisations.values()) {
      if (parentId !== null) {
        const parent = organisations.get(parentId);
        expect(parent, id).toBeDefined();
        expect(path.startsWith(`${parent!.path}.`), id).toBe(true);
      }
      if (adminUnitCode !== null) expect(world.adminUnit(adminUnitCode), id).toBeDefined();
      expect(dissolvedOn !== null, id).toBe(status !== 'ACTIVE');
      if (status !== 'ACTIVE') {
        expect(successorIds.length, id).toBeGreaterThan(0);
        for (const successor of successorIds) expect(organisations.get(successor)?.status, id).toBe('ACTIVE');
      }
    }
    expect(new Set([...organisations.values()].map(({ path }) => path)).size).toBe(organisations.size);
  });

  test('every unit that ended says what replaced it', () => {
    for (const { code, validTo, replacedBy, parentCode } of world.adminUnits()) {
      expect(replacedBy.length > 0, code).toBe(validTo !== null);
      for (const next of replacedBy) expect(world.adminUnit(next)?.validTo, code).toBeNull();
      if (parentCode !== null) expect(world.adminUnit(parentCode), code).toBeDefined();
    }
  });

  test('members, their transfers and decisions point at what exists', () => {
    const ids = new Set<string>();
    for (const member of world.members()) {
      ids.add(member.id);
      expect(organisations.get(member.cellId)?.level, member.id).toBe('CELL');
      if (member.hometownCode !== null) expect(world.adminUnit(member.hometownCode), member.id).toBeDefined();
      for (const { fromId, toId } of member.transfers) {
        expectOrganisation(fromId);
        expectOrganisation(toId);
      }
      for (const { decidedById, decisionId, decidedOn } of member.discipline) {
        expectOrganisation(decidedById);
        if (decisionId === null) continue;
        const decision = world.document(decisionId)!;
        expect(decision.issuerId, member.id).toBe(decidedById);
        expect(decision.issuedOn, member.id).toBe(decidedOn);
      }
    }
    expect(ids.size).toBe(world.counts.members);
  });

  test('an unpublished outcome has a classified decision, a published one an open decision', () => {
    for (const { discipline, secrecy } of world.members()) {
      for (const { decisionId, published } of discipline) {
        if (decisionId === null) continue;
        const decision = world.document(decisionId)!;
        expect(decision.secrecy === 'UNCLASSIFIED').toBe(published);
        if (secrecy === 'UNCLASSIFIED') expect(decision.secrecy).not.toBe('SECRET');
      }
    }
  });

  test('tasks name people, bodies and documents of the other agencies', () => {
    const names = new Map(
      [...world.truth('members')]
        .filter(({ field }) => field === 'fullName')
        .map(({ recordId, cleanValue }) => [recordId, cleanValue as string]),
    );
    for (const task of world.tasks()) {
      const responsible = world.member(task.responsibleId)!;
      expect(task.responsibleName).toBe(names.get(responsible.id) ?? responsible.fullName);
      for (const id of [task.leadOrgId, ...task.coOrgIds]) expect(organisations.get(id)?.status).toBe('ACTIVE');
      expect(task.coOrgIds).not.toContain(task.leadOrgId);
      for (const id of [task.basisId, ...task.productIds]) expect(documents.has(id), id).toBe(true);
      for (const { authorId, byOrgId } of task.updates) {
        expect(world.member(authorId)).toBeDefined();
        expectOrganisation(byOrgId);
      }
      const times = task.updates.map(({ at }) => at);
      expect(times).toEqual(times.toSorted().toReversed());
      expect(task.assignedOn < task.dueOn).toBe(true);
    }
  });

  test('opinions name open tasks, resolutions and handlers that exist', () => {
    for (const { taskId, resolutionId, handledById } of world.feedback()) {
      if (taskId !== null) expect(world.task(taskId)?.secrecy).toBe('UNCLASSIFIED');
      if (resolutionId !== null) expect(documents.has(resolutionId)).toBe(true);
      expectOrganisation(handledById);
    }
  });

  test('documents name issuers, recipients and signers that exist, and a signer once named keeps the name', () => {
    const signers = new Map<string, string>();
    for (const document of world.documents()) {
      expect(organisations.get(document.issuerId)?.block, document.id).toBe('PARTY');
      for (const id of document.recipientIds) expect(organisations.get(id)?.status, document.id).toBe('ACTIVE');
      expect(new Set(document.recipientIds).size).toBe(document.recipientIds.length);
      expect(document.deliveries.map(({ toId }) => toId)).toEqual(document.recipientIds);
      for (const id of document.replacesIds) expect(documents.has(id)).toBe(true);
      const known = signers.get(document.signerId!);
      if (known === undefined) expect(world.member(document.signerId!)).toBeDefined();
      else expect(document.signerName).toBe(known);
      signers.set(document.signerId!, document.signerName);
    }
  });

  test('accounts belong to organisations in force, but for those left over', () => {
    for (const account of world.accounts()) {
      const organisation = organisations.get(account.orgId)!;
      if (organisation.status !== 'ACTIVE') {
        expect(organisation.id, account.id).toMatch(/^OLD-/u);
        continue;
      }
      if (account.memberId !== null) expect(world.member(account.memberId), account.id).toBeDefined();
      if (account.functions.some(({ value }) => value === 'CELL_SECRETARY')) {
        expect(world.member(account.memberId!)?.cellId, account.id).toBe(account.orgId);
        expect(world.member(account.memberId!)?.partyPosition, account.id).toBe('Bí thư chi bộ');
      }
    }
  });

  test('agreements name assignees, purposes and coordinates well', () => {
    const purposes = new Set(world.purposes.map(({ code }) => code));
    const blocks = new Set([...organisations.values()].map(({ block }) => block as string));
    for (const { assigneeOrgIds, purposes: named, coordinates, validFrom, validTo } of world.agreements) {
      for (const id of assigneeOrgIds) expect(organisations.has(id) || blocks.has(id), id).toBe(true);
      for (const code of named) expect(purposes).toContain(code);
      for (const coordinate of coordinates) expect(coordinate).toMatch(/^[A-Z]\w*\.[a-z]\w*(\([a-z]\w*:\))?$/u);
      expect(validFrom < validTo).toBe(true);
    }
  });
});
