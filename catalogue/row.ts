/** Shorthand for the catalogue's tables: what most services have in common is said once, here. */
import type { Caution, DelegatedData, ServiceRules } from './service-rules.ts';

type Row = Partial<Omit<ServiceRules, 'name'>> & Pick<ServiceRules, 'source'>;

/** Rules of one service; what a row does not say is the common case. */
export function service(name: string, row: Row): ServiceRules {
  return {
    name,
    procedure: 'move',
    wave: 'leaves',
    singleton: true,
    oneAServer: false,
    cluster: null,
    majority: false,
    mayOverlap: true,
    acting: [],
    toolsLink: null,
    data: null,
    keepsOuterAddresses: false,
    keepsAdminAddress: false,
    servesUsbkey: false,
    answersDhcp: false,
    warmSeconds: 0,
    runsJobs: false,
    provisioningChain: false,
    needs: [],
    literals: [],
    impact: null,
    cautions: [],
    ...row,
  };
}

/** A dataset that a move carries. */
export function carried(dataClass: DelegatedData['class'], content: string): DelegatedData {
  return { class: dataClass, content, carry: true };
}

/** A dataset that the new instance fills by itself. */
export function refilled(dataClass: DelegatedData['class'], content: string): DelegatedData {
  return { class: dataClass, content, carry: false };
}

/** A finding's code and text. */
export function caution(code: Caution['code'], message: string): Caution {
  return { code, message };
}
