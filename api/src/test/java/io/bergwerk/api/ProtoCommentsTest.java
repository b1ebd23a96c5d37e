package io.bergwerk.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.api.v1.AdminRole;
import io.bergwerk.api.v1.ClusterProto;
import io.bergwerk.api.v1.Paging;
import io.bergwerk.v1.ClusterBackupProto;
import org.junit.jupiter.api.Test;

class ProtoCommentsTest {
    private final ProtoComments comments = ProtoComments.read();

    @Test
    void eachKindOfThingHasWhatStandsAboveIt() {
        var service = ClusterProto.getDescriptor().findServiceByName("ClusterService");

        assertThat(comments.of(service)).startsWith("Creates, changes, watches and removes clusters. Changes are");
        assertThat(comments.of(service.findMethodByName("Get"))).isEqualTo("Answers one cluster of the project.");
        assertThat(comments.of(Paging.getDescriptor())).startsWith("Which part of a long list to answer.");
        assertThat(comments.of(Paging.getDescriptor().findFieldByName("count")))
                .isEqualTo("Entries on a page, 100 when absent.");
        assertThat(comments.of(AdminRole.getDescriptor())).startsWith("A right on the whole installation");
        assertThat(comments.of(AdminRole.ADMIN_ROLE_EDITOR.getValueDescriptor()))
                .isEqualTo("Every method on every subject.");
    }

    @Test
    void paragraphsStayApartAndWhatHasNoCommentHasNone() {
        var service = ClusterBackupProto.getDescriptor().findServiceByName("ClusterBackupService");

        assertThat(comments.of(service)).contains("brings them back.\n\nA backup holds");
        assertThat(comments.of(AdminRole.ADMIN_ROLE_UNSPECIFIED.getValueDescriptor()))
                .isEmpty();
        assertThat(comments.of(com.google.protobuf.Timestamp.getDescriptor())).isEmpty();
    }

    @Test
    void everyMethodHasAComment() {
        assertThat(OwnContract.withPublicMethods())
                .allSatisfy(method ->
                        assertThat(comments.of(method)).as(method.getFullName()).isNotEmpty());
    }
}
