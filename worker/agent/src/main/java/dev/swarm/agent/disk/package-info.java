/** What every part of the worker does with a disk that untrusted code has written to. */
package dev.swarm.agent.disk;
