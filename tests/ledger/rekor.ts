/**
 * An entry of the public transparency log rekor.sigstore.dev with its proof, as that log gave it out: leaf 11,864,576 of
 * the tree of 11,956,977. The entry's id there is the tree's and this leaf's hash.
 */
export const REKOR_ENTRY = {
  entry: Buffer.from(
    '{"apiVersion":"0.0.1","kind":"intoto","spec":{"content":{"hash":{"algorithm":"sha256","value":"13ce08f7ba256f394700b6ee68afcf85dc06c438587551319d3e150a247de0a1"},"payloadHash":{"algorithm":"sha256","value":"39e86413a7f13a1e20d1bb915df4fab8a58677e78a6b335bb2e614be8bef1dc8"}},"publicKey":"LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFcWlMdUFyUmNaQ1kxczY1MHJnS1VEcGo3ZitiOAo5SE11M0svUERhVWNSOWtjeXlYWThxNlUrVEZUa2M5dTg0d0pUc1plMjF3QlBkL1NUUEV6bzBKcnpRPT0KLS0tLS1FTkQgUFVCTElDIEtFWS0tLS0tCg=="}}',
  ),
  leaf: '27dbac48342e32d86ca2e056106ff7e94cd4a6ed2a12de00b7ffc57fc2f2c2e4',
  index: 11_864_576,
  size: 11_956_977,
  root: '6ecbcdbdf5fd7ac9f175ac6f01467de73eff4ea5bc2bf4024d367de3cf218521',
  proof: [
    '3f1221ed0d7c405db61b0ad3b7f661c69bfe78edf04f9cc9308157280cc078f3',
    '43dc68a51dc9810f1be1f1ab06f51010271dfa09d322c1eee5c5255c7f03a958',
    '9c3bb52fefd243164ee238e7c40c7721bf12dcbfc67a43b51ae9c1d6f8df27cf',
    '5cf566aeb4e101c8f6ced114fa450bdee0042fdfd470dc86ffc14c5197823252',
    'c173ec1516068a47769b36a124a3b8ff454d1239b280ceb0b0833e734f108feb',
    '33c63510a658c197ce6a9a60e4544f4306de8aaddc4adcdeb395e41a662c2490',
    'a53d4a13bffe11b29009bbbd073cb0b124019acbdbab1a5bca00b91718618571',
    'cdefdaf6418611cf4fdf2b44363362aef18cc513d0490beca513568d4b5f86d7',
    '493c15bd69ec404a3d8c5f443f28463a6c7609d335205a46c96f5eeea04a397d',
    'f2017227ad1f41da87c707647aa2b2af308f4f32c19c564c66378ebdee2ceed1',
    '08d3fd2ff04ea48f1db4f37b77c77ba68c9338da5364f6d82bab0566277c39a2',
    '212391d9c5218d3af59e1d8266c2e888c07f91e4caa2c4210e80c058f207b9f0',
    'ff6ef17eb8375a86cf192e229b7866a986cd3ec331e43efb8992a4dd4b31820c',
    '1265f0ce11e097ee0f9f07a69ab6420bff4968142633f873265b769a2111d411',
    'c447d9ff002a9569a5e562d1f880f35d4fdebe67e65661dec5bd5697ba2c2e91',
    '36349b0cecd1c87f216cde73effb87f1ce372b33e88231d70876602a08806c4b',
    '3e42964add9d10de9b112bf9996dd5f3d7373279c095f6d4636401ce4a73a493',
    'ef3ebd52c145b439f9d7f5258e73fdfdc5625e5e80da4502b66ce366499462f7',
    'dd29ff68a0cd214aa4a5a2847962c98f75f11c1973727cb108090cc0411134d1',
    'a73e5b5766f077934d4d2c307d5a02a63d1d31b6efb23f6847de1ac33345d56d',
    '0c20f6f7b6738b7eb7957b48b6fd750c6f997586a935f4235e7810876cc1674a',
    '9e040066dfe5f02004658386ac66cf0bb6ffe857ed71cb337c7f5545ecf4558b',
  ],
};
