package dev.swarm.coordinator.cluster;

import java.nio.file.Path;

/**
 * What nodes prove to each other who they are with, as PEM files. Each node's certificate must be
 * signed by the authority and share a subject name with the others'.
 *
 * @param certificate of this node
 * @param key its private key, PKCS #8
 * @param authority the certificate that has signed every node's
 */
public record Certificates(Path certificate, Path key, Path authority) {}
