package dev.swarm.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The direction of dependencies, as the design has it: to the left only. */
class ArchitectureTest {
  private static JavaClasses product;
  private static JavaClasses trainer;

  @BeforeAll
  static void read() {
    product =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.swarm");
    trainer = new ClassFileImporter().importPath(Path.of("../../worker/trainer/target/classes"));
  }

  @Test
  void keepsTheDomainPure() {
    noClasses()
        .that()
        .resideInAPackage("dev.swarm.shared..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "dev.swarm.proto..",
                    "dev.swarm.wire..",
                    "dev.swarm.access..",
                    "dev.swarm.coordinator..",
                    "dev.swarm.agent..",
                    "dev.swarm.cli..",
                    "org.apache.pekko..",
                    "io.grpc..",
                    "org.eclipse..",
                    "java.nio.file..",
                    "java.net..",
                    "java.sql..")
                // Merging texts and reading an address are no input or output.
                .and(not(resideInAnyPackage("org.eclipse.jgit.diff..", "org.eclipse.jgit.merge..")))
                .and(not(belongToAnyOf(URI.class, URISyntaxException.class))))
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .check(product);
  }

  @Test
  void decidesAboutACampaignWithoutInputOrOutput() {
    classes()
        .that()
        .resideInAPackage("dev.swarm.coordinator.campaign..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.swarm.coordinator.campaign..",
                "dev.swarm.shared..",
                "org.pcollections..",
                "java.lang..",
                "java.util..",
                "java.time.."))
        .andShould(ArchConditions.never(ArchConditions.callMethod(Instant.class, "now")))
        .check(product);
  }

  @Test
  void keepsTheWireApartFromTheDomain() {
    noClasses()
        .that()
        .resideInAPackage("dev.swarm.proto..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.swarm..").and(not(resideInAPackage("dev.swarm.proto.."))))
        .check(product);
  }

  @Test
  void translatesBetweenWireAndDomainAndKnowsNothingElse() {
    classes()
        .that()
        .resideInAPackage("dev.swarm.wire..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.swarm.wire..",
                "dev.swarm.proto..",
                "dev.swarm.shared..",
                "com.google.protobuf..",
                "org.pcollections..",
                "java.lang..",
                "java.util..",
                "java.time.."))
        .check(product);
  }

  @Test
  void keepsTheJournalsSchemaApartFromTheWires() {
    noClasses()
        .that()
        .resideInAPackage("dev.swarm.coordinator.journal..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("dev.swarm.proto..", "dev.swarm.wire.."))
        .check(product);
  }

  @Test
  void keepsCoordinatorAndWorkerApart() {
    noClasses()
        .that()
        .resideInAPackage("dev.swarm.coordinator..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("dev.swarm.agent..", "dev.swarm.cli.."))
        .check(product);
    noClasses()
        .that()
        .resideInAPackage("dev.swarm.agent..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.swarm.coordinator..", "dev.swarm.cli..", "ai.djl.."))
        .check(product);
  }

  @Test
  void keepsTheTrainerAProgramOfItsOwn() {
    noClasses()
        .that()
        .resideInAPackage("dev.swarm.trainer..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.swarm..").and(not(resideInAPackage("dev.swarm.trainer.."))))
        .orShould()
        .dependOnClassesThat(resideInAnyPackage("io.grpc..", "org.eclipse.jgit.."))
        .check(trainer);
    noClasses()
        .should()
        .dependOnClassesThat(resideInAnyPackage("dev.swarm.trainer..", "ai.djl.."))
        .check(product);
  }

  @Test
  void hasNoCyclesBetweenPackages() {
    SlicesRuleDefinition.slices()
        .matching("dev.swarm.(*).(*)..")
        .should()
        .beFreeOfCycles()
        .check(product);
  }
}
