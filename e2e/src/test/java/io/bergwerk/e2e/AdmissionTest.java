package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Where the operator decides who may use what costs money.
class AdmissionTest {
    @Test
    void newPeopleWaitForTheOperatorAndTheFirstUserDoesNot() {
        try (var installation = Installation.named("admission")
                .plain()
                .with("TENANTS_ADMISSION", "operator")
                .start()) {
            var alice = new Account(new SignIn(installation).as("alice"));
            var admin = new Account(new SignIn(installation).as("admin"));
            var draft = "\"name\": \"x\""; // too short, so nothing is made where admission is given

            assertThat(alice.onProject("api.v1.ClusterService/Create", draft).code())
                    .isEqualTo("failed_precondition");
            assertThat(admin.onProject("api.v1.ClusterService/Create", draft).code())
                    .isEqualTo("invalid_argument");
            installation
                    .administrator()
                    .call("admin.v1.TenantService/Admit", "{\"tenantId\": \"alice@local\"}")
                    .ok();
            assertThat(alice.onProject("api.v1.ClusterService/Create", draft).code())
                    .isEqualTo("invalid_argument");
        }
    }
}
