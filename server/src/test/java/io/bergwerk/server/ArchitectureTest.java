package io.bergwerk.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/// The rules of the house that a compiler does not know.
@AnalyzeClasses(packages = "io.bergwerk", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule featuresFormNoCycle =
            slices().matching("io.bergwerk.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theEnginesPartsFormNoCycle =
            slices().matching("io.bergwerk.engine.local.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theTransportKnowsNothingOfTheProduct = noClasses()
            .that()
            .resideInAPackage("io.bergwerk.connect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.bergwerk.server..", "io.bergwerk.engine..", "io.bergwerk.api..", "io.bergwerk.common..");

    @ArchTest
    static final ArchRule enginesKnowNothingOfTheServer = noClasses()
            .that()
            .resideInAPackage("io.bergwerk.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.bergwerk.server..", "io.bergwerk.api..", "io.bergwerk.connect..");

    @ArchTest
    static final ArchRule onlyTheStartChoosesAnEngine = noClasses()
            .that()
            .resideInAPackage("io.bergwerk.server..")
            .and()
            .resideOutsideOfPackages("io.bergwerk.server.start..", "io.bergwerk.server.config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.bergwerk.engine.local..");

    @ArchTest
    static final ArchRule storesAreSeenByTheirOwnFeatureAlone = classes()
            .that()
            .haveSimpleNameEndingWith("Store")
            .and()
            .resideInAPackage("io.bergwerk.server..")
            .should(beUsedInTheirOwnPackageOnly());

    @ArchTest
    static final ArchRule timeIsPassedIn = noClasses()
            .that()
            .resideOutsideOfPackages("io.bergwerk.server.start..", "io.bergwerk.testing..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    private static ArchCondition<JavaClass> beUsedInTheirOwnPackageOnly() {
        return new ArchCondition<>("be used in their own package only") {
            @Override
            public void check(JavaClass store, ConditionEvents events) {
                store.getDirectDependenciesToSelf().stream()
                        .filter(use -> !use.getOriginClass().getPackageName().equals(store.getPackageName()))
                        .filter(use -> !use.getOriginClass().getPackageName().equals("io.bergwerk.server.start"))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(use, use.getDescription())));
            }
        };
    }
}
