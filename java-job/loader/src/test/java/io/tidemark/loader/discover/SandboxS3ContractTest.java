package io.tidemark.loader.discover;

import io.tidemark.sandbox.SandboxS3;

/** The S3 API of the demo and of tests about S3 itself keeps the contract. */
class SandboxS3ContractTest implements ObjectStoreContract {

    @Override
    public SandboxS3 s3() {
        return SandboxS3.shared();
    }
}
