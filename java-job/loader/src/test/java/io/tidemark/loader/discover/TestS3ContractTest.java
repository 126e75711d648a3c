package io.tidemark.loader.discover;

import io.tidemark.loader.testing.TestS3;
import io.tidemark.sandbox.SandboxS3;

/** The S3 API of all other tests keeps the contract. */
class TestS3ContractTest implements ObjectStoreContract {

    @Override
    public SandboxS3 s3() {
        return TestS3.shared();
    }
}
