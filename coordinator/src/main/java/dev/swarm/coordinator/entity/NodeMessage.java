package dev.swarm.coordinator.entity;

/** What may travel between the nodes of a cluster; see {@code node.proto}. */
interface NodeMessage {}
