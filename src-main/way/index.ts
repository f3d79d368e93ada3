/** How servers are reached: proxies, whom we trust, who we say we are. Used by whatever sends a request. */
export { answerLimit } from './answer-limit.ts'
export { readCertificates, type CertificateFiles } from './certificates.ts'
export { proxyAddress, type ProxyRules } from './proxy-of.ts'
export { isUnreachable, proxyRefusal, wantsCertificate, wasClosedMeanwhile, wayProblem } from './way-problem.ts'
export { createWay, straightWay, type HowToAsk, type Way } from './way.ts'
